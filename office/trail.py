"""The audit trail as those use it who put on record what they do."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Any, Self

from genealogy.engine.folder import DataFolder
from genealogy.settings import Settings
from office import heads, quick
from office.chain import Entry
from office.place import FILE

if TYPE_CHECKING:
    from office.opening import Office


class Trail:
    """The trail of the settings, written to in the quickest way there is; `close()` it.

    What is slow, to import the libraries and to open the database, is done beside: who has
    something to ask asks it meanwhile.
    """

    def __init__(self, settings: Settings) -> None:
        """Raises DataFolderRefused or DiskFull, before anything is asked."""
        self._settings = settings
        self._file = settings.data / FILE
        self._office: Office | None = None
        self._failure: Exception | None = None
        self._opening: Thread | None = None
        self.unsigned: str | None = None
        """Why the last entry's head could not be signed, if so."""
        if settings.office is None:
            DataFolder(settings.data).claim()  # before the engine does, which starts meanwhile
        if settings.office is not None or not quick.is_ready(self._file):
            self._opening = Thread(target=self._open, daemon=True)
            self._opening.start()
        elif _signs_soon(settings):
            Thread(target=import_module, args=(_SIGNING,), daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def record(self, *, by: str, action: str, details: Mapping[str, Any]) -> Entry:
        """The new entry, once it is on the disk; its head is signed if that is due.

        Raises OfficeUnavailable, OfficeTooNew or TrailCut: then nothing is done, and nothing
        shown, that could not be put on record.
        """
        entry = self._record(by, action, details)
        self.unsigned = heads.sign(self._settings, entry)
        return entry

    def close(self) -> None:
        """Gives the connections back."""
        if self._opening is not None:
            self._opening.join()
        if self._office is not None:
            self._office.close()

    def _record(self, by: str, action: str, details: Mapping[str, Any]) -> Entry:
        if self._opening is None:
            path = heads.heads_file(self._settings)
            return quick.record_in_file(self._file, path, by=by, action=action, details=details)
        self._opening.join()
        if self._failure is not None:
            raise self._failure
        from office.audit import record

        assert self._office is not None
        return record(self._office, by=by, action=action, details=details)

    def _open(self) -> None:
        try:
            from office.opening import open_office

            self._office = open_office(self._settings)
        except Exception as error:
            self._failure = error


_SIGNING = "cryptography.hazmat.primitives.serialization"


def _signs_soon(settings: Settings) -> bool:
    try:
        return heads.is_due(settings)
    except (OSError, ValueError):
        return False  # told when it is tried
