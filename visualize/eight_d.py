"""An investigation as an 8D sheet: what its log says under each of the headings D0 to D8.

Made of the JSON of an investigation and of nothing else, so that the same log gives the same
sheet: it names the newest entry of the audit trail that the log has, and no time of printing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from genealogy import __version__
from genealogy.visible import visible
from visualize.languages import EIGHT_D, Language, said_in

Cell: TypeAlias = str | int | float
Told: TypeAlias = Mapping[str, Any]
_FIGURES = ("bad", "good", "odds_ratio", "p", "q")
_LONGEST = 2_000
_OPENED = ("investigation_id", "title", "status", "opened_at", "opened_by", "changed_at")


@dataclass(frozen=True, slots=True)
class Part:
    """One table below a heading; where it has no rows, that nothing is on record is shown."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class EightD:
    """The sheet: parts in their order, the whole log, and what stands at the foot."""

    title: str
    parts: tuple[Part, ...]
    log: Part
    foot: tuple[tuple[str, str], ...]
    nothing: str

    @property
    def foot_text(self) -> str:
        """The foot in a line."""
        return " · ".join(f"{name} {text}" for name, text in self.foot)


def eight_d(told: Told, language: Language) -> EightD:
    """The 8D sheet of an investigation, given as its JSON."""
    return _Writer(told, said_in(language)).sheet()


class _Writer:
    def __init__(self, told: Told, words: Mapping[str, str]) -> None:
        self._told = told
        self._words = words
        self._log: Sequence[Told] = told["log"]

    def sheet(self) -> EightD:
        told = self._told
        return EightD(
            title=f"{self._say('title')} {told['investigation_id']}: {told['title']}",
            parts=tuple(self._parts()),
            log=self._part("log", "number at by entry text on_record", self._log_rows()),
            foot=tuple(self._foot()),
            nothing=self._say("nothing"),
        )

    def _parts(self) -> Iterator[Part]:
        told = self._told
        yield self._part("d0", "about text", self._about(_OPENED))
        yield self._part("d1", "who role", self._team())
        yield self._part("d2", "about text", self._problem())
        yield self._actions("d3", "containment")
        suspects = told["suspects"]
        columns = f"suspect kind name verdict reason judged_at judged_by {' '.join(_FIGURES)}"
        yield self._part("d4", f"{columns} fingerprint", map(self._suspect, suspects))
        yield self._part("d4.evidence", "suspect text file sha256 at by", self._evidence())
        yield self._actions("d5", "corrective")
        done = [each for each in self._decided("corrective") if each["done_at"]]
        rows = ((each["action"], each["text"], each["done"], _clock(each["done_at"]),
                 each["done_by"]) for each in done)  # fmt: skip
        yield self._part("d6", "action text done done_at done_by", rows)
        yield self._actions("d7", "preventive")
        ends = ((self._word(each["entry"]), each["said"]["reason"], _clock(each["at"]), each["by"])
                for each in self._log if each["entry"] in ("close", "reopen"))  # fmt: skip
        yield self._part("d8", "entry reason at by", ends)

    def _part(self, heading: str, columns: str, rows: Any) -> Part:
        names = tuple(self._say(f"column.{name}") for name in columns.split())
        return Part(self._say(heading), names, tuple(map(tuple, rows)))

    def _actions(self, heading: str, kind: str) -> Part:
        columns = "action text who due done_at done_by done"
        rows = ((each["action"], each["text"], each["who"], each["due"], _clock(each["done_at"]),
                 each["done_by"] or "", each["done"] or "")
                for each in self._decided(kind))  # fmt: skip
        return self._part(heading, columns, rows)

    def _decided(self, kind: str) -> list[Told]:
        return [each for each in self._told["actions"] if each["kind"] == kind]

    def _about(self, names: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
        for name in names:
            text = self._told[name]
            if name.endswith("_at"):
                text = _clock(text)
            yield self._say(f"about.{name}"), self._word(text) if name == "status" else text

    def _team(self) -> Iterator[tuple[Cell, ...]]:
        wrote = Counter(each["by"] for each in self._log)
        for who, count in wrote.items():
            yield who, self._say("wrote|one" if count == 1 else "wrote").format(count=count)
        for who, count in Counter(each["who"] for each in self._told["actions"]).items():
            yield who, self._say("responsible").format(count=count)

    def _problem(self) -> Iterator[tuple[Cell, ...]]:
        told = self._told
        if told["problem"] is not None:
            yield self._say("about.problem"), told["problem"]
        for batch_id in told["bad"]:
            yield self._say("about.bad"), batch_id
        if told["fingerprint"] is not None:
            yield self._say("about.fingerprint"), told["fingerprint"]
        for each in self._log:
            if each["entry"] == "note":
                yield f"{self._word('note')} {_clock(each['at'])}", each["said"]["text"]

    def _suspect(self, each: Told) -> tuple[Cell, ...]:
        return (
            each["suspect"],
            self._words.get(f"root-cause.kind.{each['kind']}", each["kind"]),
            "\n".join([visible(each["name"]), *_members(each)]),
            self._word(each["verdict"]),
            each["reason"] or "",
            _clock(each["judged_at"]),
            each["judged_by"] or "",
            *(_figure(each["figures"].get(name)) for name in _FIGURES),
            each["fingerprint"] or "",
        )

    def _evidence(self) -> Iterator[tuple[Cell, ...]]:
        for suspect in self._told["suspects"]:
            for each in suspect["evidence"]:
                file, sha256 = each["file"] or "", each["sha256"] or ""
                at = _clock(each["at"])
                yield suspect["suspect"], each["text"], file, sha256, at, each["by"]

    def _log_rows(self) -> Iterator[tuple[Cell, ...]]:
        for each in self._log:
            texts = (
                f"{self._label(name)}: {self._said(name, value)}"
                for name, value in each["said"].items()
            )
            yield (
                each["number"],
                _clock(each["at"]),
                each["by"],
                self._word("opened" if each["entry"] == "open" else each["entry"]),
                "\n".join(texts),
                each["on_record"],
            )

    def _foot(self) -> Iterator[tuple[str, str]]:
        yield self._say("on_record"), self._told["on_record"]
        known = (each["said"].get("fingerprint") for each in reversed(self._log))
        if newest := next(filter(None, known), None):
            yield self._say("about.fingerprint"), newest
        yield self._say("times"), f"genealogy {__version__}"

    def _said(self, name: str, value: Any) -> str:
        """What was said in a field, in the language of the sheet where it is a word of ours."""
        word = f"{EIGHT_D}word.{value}"
        if name in ("kind", "verdict"):
            return self._words.get(word) or self._words.get(f"root-cause.kind.{value}", str(value))
        return _short(value)

    def _label(self, name: str) -> str:
        """What a field of an entry is called."""
        return self._words.get(f"{EIGHT_D}column.{name}") or self._say(f"about.{name}")

    def _word(self, word: str) -> str:
        return self._say(f"word.{word}")

    def _say(self, key: str) -> str:
        return self._words[f"{EIGHT_D}{key}"]


def _members(suspect: Told) -> Iterator[str]:
    """What is always together with a suspect, in words. What a program posted can be anything."""
    for each in suspect["figures"].get("together") or ():
        text = _text(each.get("text") if isinstance(each, Mapping) else each)
        yield f"+ {visible(text)}"


def _clock(at: str | None) -> str:
    """A time to the second."""
    return "" if at is None else f"{at[:19].replace('T', ' ')}Z"


def _figure(value: Any) -> Cell:
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return "" if value is None else _text(value)


def _short(value: Any) -> str:
    """What was said as a cell of the log has it: texts whole; of long lists and figures, which
    stand in the parts above and in the JSON, the beginning."""
    text = _text(value)
    return text if isinstance(value, str) or len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_text(each)}" for name, each in value.items())
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    return str(value)
