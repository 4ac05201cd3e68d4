"""What is said in an investigation: an entry of its log, of each sort that there is.

The word for a sort of entry is the command that makes it, the `entry` of a request, and the end
of its action in the audit trail.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    model_validator,
)

from office.chain import canonical

MOST_LETTERS = 10_000
"""Of a text; whoever has more to say keeps it in a file, of which the log has name and hash."""

MOST_BATCHES = 10_000
_MOST_FIGURES = 50_000  # letters of JSON
_LINE_ENDS = "\n\t"
_TURNS = {*map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))}


def _of_lines(text: str) -> str:
    return _typed(_seen(text.replace("\r\n", "\n"), _LINE_ENDS))


def _seen(text: str, besides: str = "") -> str:
    """The text; ValueError for letters that nobody sees and that no file of text can hold."""
    if any(unicodedata.category(each) in ("Cc", "Cs") and each not in besides for each in text):
        raise ValueError("it has letters that cannot be seen")
    return text


def _typed(text: str) -> str:
    """The same for what people type: marks that turn the direction of writing are refused, too,
    which a name that comes from the graph may have."""
    if any(each in _TURNS for each in text):
        raise ValueError("it has marks that turn the direction of writing")
    return text


def _day(text: str) -> str:
    date.fromisoformat(text)  # a ValueError that says which part cannot be
    return text


Lines = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_LETTERS),
    AfterValidator(_of_lines),
]
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(_seen),
]
_Day = Annotated[
    str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_day)
]  # fmt: skip
_Suspect = Annotated[str, StringConstraints(pattern=r"^S[1-9]\d{0,5}$")]
_Action = Annotated[str, StringConstraints(pattern=r"^A[1-9]\d{0,5}$")]
_Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{1,128}$")]

ActionKind = Literal["containment", "corrective", "preventive"]
Judged = Literal["confirmed", "ruled-out", "open"]


_SORT = "what sort of entry it is"


def _with_its_sort(schema: dict[str, Any]) -> None:
    """A request has to say which entry it is; in Python the class does."""
    schema["required"] = ["entry", *schema.get("required", ())]


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra=_with_its_sort)
    FREE: ClassVar[frozenset[str]] = frozenset()
    """The fields that people wrote, so that each can hold any name."""

    def kept(self) -> dict[str, Any]:
        """What is kept of it: what was said, and nothing of what was not."""
        told: dict[str, Any] = self.model_dump(exclude={"entry"})
        return {name: value for name, value in told.items() if value not in (None, [], {})}


class OpenEntry(_Said):
    """An investigation begins."""

    FREE = frozenset({"title", "problem"})
    entry: Annotated[Literal["open"], Field(description=_SORT)] = "open"
    title: Annotated[Line, AfterValidator(_typed), Field(description="what it is about, in a line")]
    problem: Annotated[Lines | None, Field(description="what is wrong; null where not said")] = None
    bad: Annotated[
        list[str], Field(max_length=MOST_BATCHES, description="ids of the batches known as bad")
    ] = []
    fingerprint: Annotated[
        _Fingerprint | None, Field(description="of the graph that had them; null without any")
    ] = None


class SuspectEntry(_Said):
    """Something that may be the cause. Said again of the same kind and name, it is the same
    suspect, with newer figures."""

    FREE = frozenset({"name", "note"})
    entry: Annotated[Literal["suspect"], Field(description=_SORT)] = "suspect"
    kind: Annotated[
        Line, Field(max_length=40, description="what it is: supplier, batch, equipment, ...")
    ]
    name: Annotated[Line, Field(description="which one; of a batch its id or number")]
    note: Annotated[Lines | None, Field(description="why it is suspected; null if not said")] = None
    key: Annotated[
        Line | None, Field(description="its key in a root-cause answer; null where typed by hand")
    ] = None
    figures: Annotated[
        dict[str, Any],
        Field(description="its figures in a root-cause answer: `p`, `q`, `odds_ratio`, ..."),
    ] = {}
    fingerprint: Annotated[
        _Fingerprint | None, Field(description="of the graph of these figures; null without any")
    ] = None

    @model_validator(mode="after")
    def _of_known_data(self) -> SuspectEntry:
        if self.figures and self.fingerprint is None:
            raise ValueError("figures need the fingerprint of the graph that they are of")
        if len(canonical(self.figures)) > _MOST_FIGURES:
            raise ValueError(f"the figures have more than {_MOST_FIGURES} letters of JSON")
        return self


class EvidenceEntry(_Said):
    """What speaks for or against a suspect. Of a file only its name and hash are kept."""

    FREE = frozenset({"text", "file"})
    entry: Annotated[Literal["evidence"], Field(description=_SORT)] = "evidence"
    suspect: Annotated[_Suspect, Field(description="number of the suspect, as S1")]
    text: Annotated[Lines, Field(description="what was found")]
    file: Annotated[Line | None, Field(description="name of a file; null without one")] = None
    sha256: Annotated[_Hash | None, Field(description="its SHA-256; null without one")] = None

    @model_validator(mode="after")
    def _both_or_none(self) -> EvidenceEntry:
        if (self.file is None) != (self.sha256 is None):
            raise ValueError("the name of a file goes with its SHA-256")
        return self


class VerdictEntry(_Said):
    """What is held of a suspect from now on, and why."""

    FREE = frozenset({"reason"})
    entry: Annotated[Literal["verdict"], Field(description=_SORT)] = "verdict"
    suspect: Annotated[_Suspect, Field(description="number of the suspect, as S1")]
    verdict: Annotated[Judged, Field(description="what is held of it from now on")]
    reason: Annotated[Lines, Field(description="why")]


class NoteEntry(_Said):
    """Anything else that has to be on record."""

    FREE = frozenset({"text"})
    entry: Annotated[Literal["note"], Field(description=_SORT)] = "note"
    text: Annotated[Lines, Field(description="what is to be kept")]


class ActionEntry(_Said):
    """What somebody is to do, by a day."""

    FREE = frozenset({"text", "who"})
    entry: Annotated[Literal["action"], Field(description=_SORT)] = "action"
    kind: Annotated[ActionKind, Field(description="what it is for")]
    text: Annotated[Lines, Field(description="what is to be done")]
    who: Annotated[Line, AfterValidator(_typed), Field(description="who is to do it")]
    due: Annotated[_Day, Field(description="by which day, as 2026-11-30")]


class DoneEntry(_Said):
    """An action was done."""

    FREE = frozenset({"text"})
    entry: Annotated[Literal["done"], Field(description=_SORT)] = "done"
    action: Annotated[_Action, Field(description="number of the action, as A1")]
    text: Annotated[Lines, Field(description="what was done, and how it was verified")]


class CloseEntry(_Said):
    """The investigation ends."""

    FREE = frozenset({"reason"})
    entry: Annotated[Literal["close"], Field(description=_SORT)] = "close"
    reason: Annotated[Lines, Field(description="why it ends")]


class ReopenEntry(_Said):
    """A closed investigation goes on."""

    FREE = frozenset({"reason"})
    entry: Annotated[Literal["reopen"], Field(description=_SORT)] = "reopen"
    reason: Annotated[Lines, Field(description="why it goes on")]


Added: TypeAlias = (
    SuspectEntry | EvidenceEntry | VerdictEntry | NoteEntry | ActionEntry | DoneEntry
    | CloseEntry | ReopenEntry
)  # fmt: skip
"""What can be said once an investigation is open."""

Said: TypeAlias = OpenEntry | Added

_READ: TypeAdapter[Said] = TypeAdapter(Annotated[Said, Field(discriminator="entry")])


def read(entry: str, text: str) -> Said:
    """What was kept of an entry, as it was said."""
    return _READ.validate_python({"entry": entry, **_READ_JSON.validate_json(text)})


_READ_JSON: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])
