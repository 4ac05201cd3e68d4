"""An investigation as it stands: what its log comes to, read from the first entry to the last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from genealogy.errors import InvestigationClosed, WrongUsage
from office.said import (
    ActionEntry,
    CloseEntry,
    DoneEntry,
    EvidenceEntry,
    Judged,
    OpenEntry,
    ReopenEntry,
    Said,
    SuspectEntry,
    VerdictEntry,
)
from queries.masking import MASK

Status = Literal["open", "closed"]
_JUDGED = ("reason", "judged_at", "judged_by", "judged_on")
_DONE = ("done_at", "done_by", "done")


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of the log: by whom and when, what was said, and the entry of the audit trail
    (`number:hash`) that was written with it. Of a `masked` one less is shown than was said."""

    number: int
    at: str
    by: str
    said: Said
    head: str
    masked: bool = False

    @property
    def shown(self) -> Said:
        """What was said, as far as it is shown: `***` stands for what people wrote."""
        if not self.masked:
            return self.said
        free = self.said.FREE
        if isinstance(self.said, SuspectEntry) and (self.said.key or self.said.kind == "batch"):
            free = free - {"name"}  # of the graph, and an ancestor: no customer is one
        hidden = {name: MASK for name in free if getattr(self.said, name) is not None}
        return self.said.model_copy(update=hidden)

    def to_dict(self) -> dict[str, Any]:
        """The entry as JSON."""
        return {
            "number": self.number,
            "at": self.at,
            "by": self.by,
            "entry": self.said.entry,
            "said": self.shown.kept(),
            "on_record": self.head,
        }


@dataclass(slots=True)
class SuspectNow:
    """A suspect with its newest figures, all evidence, and the verdict that holds."""

    suspect: str
    said: SuspectEntry
    evidence: list[dict[str, Any]] = field(default_factory=list)
    verdict: Judged = "open"
    judged: dict[str, Any] = field(default_factory=lambda: dict.fromkeys(_JUDGED))

    def to_dict(self) -> dict[str, Any]:
        """The suspect as JSON."""
        said = self.said
        return {
            "suspect": self.suspect,
            "kind": said.kind,
            "name": said.name,
            "note": said.note,
            "key": said.key,
            "figures": said.figures,
            "fingerprint": said.fingerprint,
            "verdict": self.verdict,
            **self.judged,
            "evidence": self.evidence,
        }


@dataclass(frozen=True, slots=True)
class Investigation:
    """An investigation by its log; whatever it is now, the log says."""

    investigation_id: str
    log: tuple[LogEntry, ...]

    @property
    def opened(self) -> OpenEntry:
        """How it began."""
        said = self.log[0].shown
        assert isinstance(said, OpenEntry)
        return said

    @property
    def status(self) -> Status:
        """Whether it goes on."""
        ends = [each.said for each in self.log if isinstance(each.said, CloseEntry | ReopenEntry)]
        return "closed" if ends and isinstance(ends[-1], CloseEntry) else "open"

    @property
    def batches(self) -> list[str]:
        """The ids of all batches that it is about, by which somebody's sites are told."""
        named = [each.said for each in self.log if isinstance(each.said, SuspectEntry)]
        suspects = {said.name for said in named if said.kind == "batch"}
        return sorted(suspects | set(self.opened.bad))

    @property
    def head(self) -> str:
        """The entry of the audit trail by which the newest entry is on record."""
        return self.log[-1].head

    def suspects(self) -> list[SuspectNow]:
        """The suspects, in the order in which they were named first."""
        found: dict[tuple[str, str], SuspectNow] = {}
        by_number: dict[str, SuspectNow] = {}
        for entry in self.log:
            said, when = entry.shown, {"at": entry.at, "by": entry.by}
            if isinstance(said, SuspectEntry) and isinstance(entry.said, SuspectEntry):
                which = (entry.said.kind, entry.said.name)
                if which not in found:
                    found[which] = SuspectNow(f"S{len(found) + 1}", said)
                    by_number[found[which].suspect] = found[which]
                found[which].said = _newer(found[which].said, said)
            elif isinstance(said, EvidenceEntry):
                told = {"text": said.text, "file": said.file, "sha256": said.sha256}
                by_number[said.suspect].evidence.append(told | when)
            elif isinstance(said, VerdictEntry):
                its = by_number[said.suspect]
                its.verdict = said.verdict
                judged = (said.reason, entry.at, entry.by, its.said.fingerprint)
                its.judged = dict(zip(_JUDGED, judged, strict=True))
        return [*found.values()]

    def actions(self) -> list[dict[str, Any]]:
        """The actions, in the order in which they were decided."""
        found: dict[str, dict[str, Any]] = {}
        for entry in self.log:
            said = entry.shown
            if isinstance(said, ActionEntry):
                number = f"A{len(found) + 1}"
                decided = {"at": entry.at, "by": entry.by} | dict.fromkeys(_DONE)
                found[number] = {"action": number, **said.kept(), **decided}
            elif isinstance(said, DoneEntry):
                found[said.action] |= zip(_DONE, (entry.at, entry.by, said.text), strict=True)
        return [*found.values()]

    def check(self, said: Said) -> None:
        """Raises InvestigationClosed, or WrongUsage, where this cannot be said now."""
        if isinstance(said, ReopenEntry):
            if self.status == "open":
                raise WrongUsage(f"{self.investigation_id} is open: there is nothing to reopen.")
            return
        if self.status == "closed":
            closed = [each.at for each in self.log if isinstance(each.said, CloseEntry)]
            raise InvestigationClosed(self.investigation_id, closed[-1])
        if isinstance(said, EvidenceEntry | VerdictEntry):
            _check_known("suspect", said.suspect, [each.suspect for each in self.suspects()])
        if isinstance(said, DoneEntry):
            left = [each["action"] for each in self.actions() if each["done_at"] is None]
            _check_known("action that is still to be done", said.action, left)

    def with_entry(self, entry: LogEntry) -> Investigation:
        """The investigation with one more entry."""
        return Investigation(self.investigation_id, (*self.log, entry))

    def masked(self) -> Investigation:
        """The same without what people wrote, which can name customers, and without who they are:
        `***` stands for it."""
        log = tuple(replace(each, by=MASK, masked=True) for each in self.log)
        return Investigation(self.investigation_id, log)

    def summary(self) -> dict[str, Any]:
        """What a list tells of it."""
        first, last = self.log[0], self.log[-1]
        return {
            "investigation_id": self.investigation_id,
            "title": self.opened.title,
            "status": self.status,
            "opened_at": first.at,
            "opened_by": first.by,
            "changed_at": last.at,
            "entries": last.number,
        }

    def to_dict(self) -> dict[str, Any]:
        """The investigation as JSON: as it stands, and its whole log."""
        return self.summary() | {
            "problem": self.opened.problem,
            "bad": self.opened.bad,
            "fingerprint": self.opened.fingerprint,
            "suspects": [each.to_dict() for each in self.suspects()],
            "actions": self.actions(),
            "log": [each.to_dict() for each in self.log],
            "on_record": self.head,
        }


def _newer(before: SuspectEntry, said: SuspectEntry) -> SuspectEntry:
    """A suspect as it was named last; what is left out then stays."""
    kept: Mapping[str, Any] = before.kept() | said.kept()
    return SuspectEntry.model_validate(kept)


def _check_known(what: str, asked: str, known: Sequence[str]) -> None:
    if asked not in known:
        there = f"There are: {', '.join(known)}." if known else "There is none."
        raise WrongUsage(f"{asked} is no {what} of this investigation. {there}")
