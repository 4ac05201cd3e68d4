"""What can go wrong, each in a sentence that says what to do next.

GenealogyError
├── BatchNotFound                 a question names a batch that cannot be answered for
│   ├── UnknownBatch              no load has named it
│   ├── AmbiguousBatch            several batches have this number or batch code
│   ├── NothingSelected           a selection means no batch
│   └── NothingMeasured           nothing was measured under a name, of what was asked about
├── NoPath                        a batch does not come from the origin asked about
├── NotOnHold                     batches are to be released that nothing holds
├── LoadNotFound                  no load, or several, or several runs are meant by a text
├── EventNotFound                 no event has this id
├── InvestigationNotFound         no investigation has this id
├── InvestigationClosed           something is to be said in an investigation that is closed
├── InputRefused                  a file or a profile cannot be loaded, nothing was written
│   ├── FileRefused               unreadable, empty, binary, too large to be a table
│   ├── FileChanged               a file was changed while it was read
│   ├── NoProfileFits             no profile knows the header
│   ├── ProfileDoesNotFit         the profile that was named for a file does not
│   ├── NothingToLoad             a folder without a file to load
│   ├── ProfileInvalid            a profile with mistakes, each with its line
│   └── AnswerRefused             a saved answer that cannot be read, or is none
├── WrongUsage                    a setting or an argument that cannot be right
├── MixedUnits                    values of unlike units cannot stand on one chart
├── NotAcceptable                 an answer is not to be had in the form that was asked for
├── JobNotFound                   no job has this id
├── PageLost                      a list changed where its next page would begin
├── Cancelled                     a job was ended by who may
├── TooBusy                       more is asked at once than can be answered
├── TooManyRequests               one caller asks more often than it may
├── CypherNotAnswered             a question in Cypher was not asked of the graph
│   ├── CypherRefused             it would write, or reach outside of the graph
│   └── CypherNotUnderstood       it is no Cypher that the engine can run
├── KeyRefused                    a key that is none, or is no more
├── TokenRefused                  a bearer token that is none of ours, or is no more
├── NotAllowed                    whoever asks may not have this
│   ├── RightMissing              the role has not the right
│   └── BeyondSites               the answer touches sites that the key is not for
├── IssuerUnavailable             the issuer of tokens does not give its keys
├── DatabaseUnavailable           no answer is to be had from the graph
│   ├── DatabaseUnreachable       nobody answers at the address
│   ├── DatabaseLost              it answered before, and does not any more
│   ├── WrongPassword             somebody answers and refuses the user
│   ├── EngineFailed              the embedded engine does not start or has died
│   ├── DataFolderRefused         the data folder is not one of ours
│   ├── DiskFull                  no room to write
│   ├── SchemaTooNew              the graph was made by a newer program
│   ├── RestoreUnfinished         the graph holds a part of a backup: nothing else is written
│   ├── QueryTimedOut             the time limit ended a statement
│   ├── GraphMoved                loads went on through every try to answer
│   ├── StatementFailed           the database refused a statement
│   ├── OfficeUnavailable         the operational database beside the graph does not answer
│   ├── OfficeTooNew              that database was made by a newer program
│   └── TrailCut                  the audit trail ends before its newest signed head
└── StatementError                a .cypher file and its binding disagree (a fault of the program)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from shlex import quote

from genealogy.visible import visible

_MOST_LISTED = 20
_MOST_NAMED = 1_000
_LONGEST_LISTED = 200


def listed(texts: Sequence[str], most: int = _MOST_LISTED) -> str:
    """The texts with commas between them, the first few where there are very many."""
    shown = [
        text if len(text) <= _LONGEST_LISTED else f"{text[:_LONGEST_LISTED]}..."
        for text in texts[:most]
    ]
    more = [f"and {len(texts) - most:,} more"] if len(texts) > most else []
    return ", ".join([*map(visible, shown), *more])


@dataclass(frozen=True, slots=True)
class Next:
    """A part of a sentence that each door words for itself: what to do next is a command on the
    command line, and a request over HTTP."""

    command: str
    request: str


class GenealogyError(Exception):
    """The root of every error that this program raises on purpose."""

    def __init__(self, *parts: str | Next) -> None:
        self._parts = parts
        super().__init__("".join(_command(part) for part in parts))

    def over_http(self) -> str:
        """The sentence for who asks over HTTP, where no command can be typed."""
        return "".join(part.request if isinstance(part, Next) else part for part in self._parts)


_SEARCHES = Next("`genealogy batches TEXT` searches.", "`GET /v1/batches?text=TEXT` searches.")
_PROFILES = "Profiles of the plant's own are made where the service runs."
_WHAT_WAS_ASKED = Next("command", "request")


class BatchNotFound(GenealogyError):
    """A question names a batch that cannot be answered for."""


class UnknownBatch(BatchNotFound):
    """No load has named this batch; or none had, at the time in the past that was asked for."""

    def __init__(
        self,
        asked: str,
        nearest: Sequence[str] = (),
        known_on: str | None = None,
        first_load: str | None = None,
    ) -> None:
        self.asked = asked
        self.candidates = list(nearest)
        then = f" was known on {known_on}" if known_on else ""
        then += f". The first load was {first_load}" if first_load else ""
        near = f" {'Nearest today' if known_on else 'Nearest'}: {visible(', '.join(nearest))}."
        super().__init__(
            f'No batch "{visible(asked)}"{then}.{near if nearest else ""}\n'
            "Lot numbers are matched exactly; ",
            _SEARCHES,
        )


class AmbiguousBatch(BatchNotFound):
    """Several batches have this number or batch code; the question must say which.

    `candidates` are all of them, the sentence lists the first few.
    """

    def __init__(self, asked: str, candidates: Sequence[str], what: str = "lot number") -> None:
        self.asked = asked
        self.candidates = list(candidates)
        count = len(candidates)
        listed = [f"\n  {visible(candidate)}" for candidate in candidates[:_MOST_LISTED]]
        more: list[str | Next] = []
        if count > _MOST_LISTED:
            command = f"`genealogy batches {quote(visible(asked))} --most {count}`"
            more = [
                f"\nand {count - _MOST_LISTED} more; all of them: ",
                Next(command, "`candidates`"),
            ]
        super().__init__(
            f'{count} batches have the {what} "{visible(asked)}". Ask for one by its id:',
            *listed,
            *more,
        )


class NothingSelected(BatchNotFound):
    """A selection means no batch. `untimed` batches meet it but for a time that is not stated;
    `hints` say which of its words the graph does not know, and what is nearest."""

    def __init__(self, asked: str, untimed: int = 0, hints: Sequence[str] = ()) -> None:
        self.asked = asked
        self.hints = list(hints)
        kept_out = (
            f" {untimed} would be, but nobody states their time: ask without from and to."
            if untimed
            else ""
        )
        super().__init__(
            "\n".join([f"No batch is selected by '{visible(asked)}'.{kept_out}", *hints, ""]),
            "Values are matched exactly, in letter case too; ",
            _SEARCHES,
        )


class NothingMeasured(BatchNotFound):
    """Nothing was measured under a name, of what was asked about; `names` are those that it has."""

    def __init__(self, asked: str, names: Sequence[str] = ()) -> None:
        self.asked = asked
        self.names = list(names)
        near = get_close_matches(asked, self.names, n=3, cutoff=0.5)
        hint = (
            f"Nearest: {listed(near)}."
            if near
            else f"Measured were: {listed(self.names)}."
            if names
            else "Nothing at all was measured there; test results and process values are loaded "
            "as other files are."
        )
        super().__init__(f'No number was measured as "{visible(asked)}" there.\n{hint}')


class MixedUnits(GenealogyError):
    """Values that were measured have unlike units, by unit how many of each."""

    def __init__(self, characteristic: str, units: Mapping[str, int]) -> None:
        self.units = dict(units)
        told = [f"{each or 'no unit'} ({count:,})" for each, count in self.units.items()]
        first = max(self.units, key=lambda each: self.units[each], default="")
        super().__init__(
            f'"{visible(characteristic)}" was measured in units that do not convert: '
            f"{listed(told)}.\nAsk for one of them: ",
            Next(f"`--unit {quote(visible(first))}`", f"`unit={visible(first)}`"),
            "; or load the values in one unit, which a profile can state or translate.",
        )


class NoPath(GenealogyError):
    """A batch does not come from the origin asked about; `turned`: it is the other way round."""

    def __init__(self, batch: str, origin: str, *, turned: bool = False) -> None:
        batch, origin = visible(batch), visible(origin)
        help_ = (
            Next(
                f"The other way round there is one: `genealogy why {origin} {batch}`.",
                "The other way round there is one: ask with `batch` and `origin` exchanged.",
            )
            if turned
            else Next(
                f"`genealogy trace {batch} --backward` shows what it was made from.",
                "`GET /v1/traces` with `direction=backward` shows what it was made from.",
            )
        )
        super().__init__(
            f'No chain of facts leads from "{origin}" to "{batch}": it is not in its scope.\n',
            help_,
        )


class NotOnHold(GenealogyError):
    """Batches are to be released from a hold that they are not on; nothing was written.

    `others` are the notices by which a batch is on hold instead, by its id.
    """

    def __init__(
        self, batches: Sequence[str], hold: str, others: Mapping[str, Sequence[str]]
    ) -> None:
        told = [
            f"{each} (on hold by {listed(others[each])})" if others.get(each) else each
            for each in batches
        ]
        are = "This batch is" if len(batches) == 1 else f"These {len(batches)} batches are"
        super().__init__(
            f'{are} not on hold by "{visible(hold)}", and nothing was released:'
            f" {listed(told, _MOST_NAMED)}.\n"
            "Leave them out, or name the notice that holds them; GET /v1/batches/ID tells each"
            " hold of a batch."
        )


class LoadNotFound(GenealogyError):
    """No load, or several (or several runs) are meant by this text."""

    def __init__(self, asked: str, candidates: Sequence[str] = (), noun: str = "load") -> None:
        listed = "".join(f"\n  {visible(candidate)}" for candidate in candidates)
        found = f"{len(candidates)} {noun}s are meant" if candidates else f"No {noun} is meant"
        command = "genealogy loads" if noun == "load" else "genealogy loads runs"
        super().__init__(
            f'{found} by "{visible(asked)}". ',
            Next(f"`{command}`", "`GET /v1/loads`"),
            f" lists their ids.{listed}",
        )


class EventNotFound(GenealogyError):
    """No event has this id."""

    def __init__(self, event_id: str) -> None:
        super().__init__(
            f'No event has the id "{visible(event_id)}". ',
            Next("`genealogy events`", "The list of events"),
            " tells their ids.",
        )


class InvestigationNotFound(GenealogyError):
    """No investigation has this id."""

    def __init__(self, asked: str) -> None:
        super().__init__(
            f'No investigation has the id "{visible(asked)}". ',
            Next("`genealogy investigation`", "`GET /v1/investigations`"),
            " lists them.",
        )


class InvestigationClosed(GenealogyError):
    """Something is to be said in an investigation that is closed; nothing was kept."""

    def __init__(self, investigation_id: str, at: str) -> None:
        super().__init__(
            f"{visible(investigation_id)} is closed since {at}, and nothing was kept. Reopen it"
            " with a reason to go on."
        )


class InputRefused(GenealogyError):
    """A file or profile that cannot be loaded; nothing of it was written."""


class FileRefused(InputRefused):
    """A file that is no table: unreadable, empty, binary."""

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        super().__init__(f"{visible(path.name)} was not loaded: {visible(why, lines=True)}")


class FileChanged(InputRefused):
    """A file was changed while it was read, so that some of it can be missing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{visible(path.name)} was changed while it was read. What was loaded of it stays, and"
            " its load is unfinished: load it again when it stands still."
        )


class NoProfileFits(InputRefused):
    """No profile knows the header of this file."""

    def __init__(
        self,
        path: Path,
        closest: str | None,
        missing: Sequence[str],
        header: Sequence[str],
        row: int = 1,
        own: bool = False,
    ) -> None:
        self.path = path
        where = "" if row == 1 else f" in row {row}"
        file = visible(path.name)
        lines: list[str] = []
        told = f"{file} was not loaded: no profile fits its header{where}."
        if closest:
            needs = [_with_nearest(name, header) for name in missing]
            told += f"\nClosest: {closest}, which also needs {listed(needs)}."
            if own:
                lines.append("Add the column's name as another one to that profile of yours,")
            else:
                lines.append("Copy that profile and add the column's name as another one:")
                lines.append(f"  genealogy profiles show {closest} > my.toml")
            lines.append("or have one proposed:")
        else:
            told += f"\nIt has: {listed(list(filter(None, header))) or 'no columns'}."
            lines.append("`genealogy profiles` lists the headers that are known. Propose one:")
        lines.append(f"  genealogy profiles new {file} --out my.toml")
        lines.append("See what it makes of the rows, then load with it:")
        lines.append(f"  genealogy profiles check my.toml {file}")
        lines.append(f"  genealogy load {file} --profile my.toml")
        super().__init__(told, Next("\n" + "\n".join(lines), f"\n{_PROFILES}"))


class ProfileDoesNotFit(InputRefused):
    """The profile that was named for a file does not fit it: columns of it are missing."""

    def __init__(self, path: Path, name: str, missing: Sequence[str]) -> None:
        self.path = path
        file = visible(path.name)
        super().__init__(
            f"{file} was not loaded: the profile {name} does not fit {file}:"
            f" missing columns: {listed(missing)}.\n",
            Next(
                "See the profile and the header side by side:\n"
                f"  genealogy profiles check {quote(name)} {quote(file)}",
                _PROFILES,
            ),
        )


class NothingToLoad(InputRefused):
    """A folder without a file to load."""

    def __init__(self, path: Path, endings: Sequence[str]) -> None:
        super().__init__(
            f"{visible(str(path))} holds nothing to load: no file ending in {', '.join(endings)}."
        )


class ProfileInvalid(InputRefused):
    """A profile with mistakes, each told with its line."""

    def __init__(self, name: str, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        listed = "\n".join(f"  {problem}" for problem in problems)
        count = "1 mistake" if len(self.problems) == 1 else f"{len(self.problems)} mistakes"
        super().__init__(f"The profile {name} has {count}:\n{listed}")


class AnswerRefused(InputRefused):
    """A saved answer that cannot be read, or a file that is none."""

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        super().__init__(
            f"The saved answer {visible(str(path))} cannot be read: {visible(why, lines=True)}\n",
            Next(
                "`genealogy recall BATCH --json > FILE` saves one; @FILE names it.",
                "`answer` takes the JSON of a recall or a trace as it was answered.",
            ),
        )


class WrongUsage(GenealogyError):
    """A setting or an argument that cannot be right."""


class NotAcceptable(GenealogyError):
    """An answer is not to be had in the form that was asked for."""

    def __init__(self, asked: str, forms: Sequence[str]) -> None:
        super().__init__(
            f'This answer is not to be had as "{visible(asked[:_LONGEST_LISTED])}".'
            f" It is offered as {', '.join(forms)}."
        )


class JobNotFound(GenealogyError):
    """No job has this id, or it is another caller's."""

    def __init__(self, asked: str) -> None:
        super().__init__(f'There is no job "{visible(asked)}" of yours. GET /v1/jobs lists them.')


class PageLost(GenealogyError):
    """A list changed where its next page would begin."""

    def __init__(self) -> None:
        super().__init__(
            "The list changed where this page would begin: nothing could be told for sure to be on"
            " one page and once. Ask for its first page again."
        )


class Cancelled(GenealogyError):
    """A job was ended by who may, before it was done."""

    def __init__(self) -> None:
        super().__init__("It was cancelled. What was written until then is kept, whole rows only.")


class TooBusy(GenealogyError):
    """More is asked at once than can be answered; nothing was done."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Nothing was done: ask again in a moment.")


class TooManyRequests(GenealogyError):
    """One caller asks more often than it may; nothing was done."""

    def __init__(self, rate: str) -> None:
        super().__init__(f"No more than {rate} are answered (GENEALOGY_API_RATE). Ask later.")


class CypherNotAnswered(GenealogyError):
    """A question in Cypher was not asked of the graph."""


class CypherRefused(CypherNotAnswered):
    """A question in Cypher would write, or reach outside of the graph; nothing of it was done."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "This Cypher is refused: only what reads the graph is answered, by MATCH, WHERE, WITH,"
            f" UNWIND, CALL {{ }}, UNION, RETURN.\nWhy: {visible(why)}."
        )


class CypherNotUnderstood(CypherNotAnswered):
    """A question in Cypher cannot be run; the engine says why."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"This Cypher cannot be run as it stands.\nWhy: {visible(why).rstrip('.')}."
        )


class KeyRefused(GenealogyError):
    """A key that is malformed, unknown, expired or revoked: which, only `why` tells, for the
    record; `key_id` where the key was one once.

    To a stranger all of them read alike: nobody shall learn that a key exists.
    """

    def __init__(self, why: str = "no key", key_id: str | None = None) -> None:
        self.why = why
        self.key_id = key_id
        super().__init__(
            "A valid key or token is needed: Authorization: Bearer KEY. ",
            Next(
                "`genealogy keys new` makes a key, `genealogy keys` lists those that are valid.",
                "Who runs the service makes keys.",
            ),
        )


class TokenRefused(GenealogyError):
    """A bearer token that cannot be taken; `reason` is for the log."""

    def __init__(self, why: str, reason: str = "") -> None:
        self.reason = reason or why
        super().__init__(f"The token was refused: {visible(why)}")


class NotAllowed(GenealogyError):
    """Whoever asks may not have this."""


class RightMissing(NotAllowed):
    """The role of whoever asks has not the right; or has it for all sites only."""

    def __init__(self, right: str, roles: Sequence[str], *, scoped: bool = False) -> None:
        self.right = right
        self.roles = list(roles)
        without = "; a key that is held to sites has it not" if scoped else ""
        super().__init__(
            f'This needs the right "{right}", which is of the roles: {listed(roles)}{without}.'
        )


class BeyondSites(NotAllowed):
    """An answer touches sites that the key is not for: a part of it would read like the whole."""

    def __init__(self, elsewhere: int, sites: int, unknown: int) -> None:
        at = f"{_batches(elsewhere)} at {_count(sites, 'other site')}" if elsewhere else ""
        of = f"{_batches(unknown)} of no known site" if unknown else ""
        super().__init__(
            f"The answer is not given, since a part of it would read like the whole: it touches"
            f" {' and '.join(filter(None, (at, of)))}. Ask somebody whose key is not held to sites."
        )


class IssuerUnavailable(GenealogyError):
    """The issuer of tokens does not answer, or gives no keys: no token can be verified."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"No token can be verified now: the issuer's keys are not to be had, {visible(why)}\n"
            "Try again in a while; keys ",
            Next("(`genealogy keys`) ", ""),
            "work meanwhile.",
        )


class DatabaseUnavailable(GenealogyError):
    """No answer is to be had from the graph."""


class DatabaseUnreachable(DatabaseUnavailable):
    """Nobody answers at the address."""

    def __init__(self, uri: str, why: str) -> None:
        super().__init__(
            f"No graph database answers at {uri}: {why}\n"
            "Start it, or correct GENEALOGY_NEO4J_URI; without that setting the embedded "
            "engine is used."
        )


class DatabaseLost(DatabaseUnavailable):
    """The database answered before, and does not any more."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The graph database no longer answers: {why}\n"
            "What was acknowledged is kept; repeat the ",
            _WHAT_WAS_ASKED,
            " when it is back.",
        )


class WrongPassword(DatabaseUnavailable):
    """Somebody answers at the address and refuses the user."""

    def __init__(self, uri: str, user: str) -> None:
        super().__init__(
            f'{uri} refuses the user "{user}" with this password. '
            "Correct GENEALOGY_NEO4J_USER and GENEALOGY_NEO4J_PASSWORD."
        )


class EngineFailed(DatabaseUnavailable):
    """The embedded engine does not start, or has died."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(
            Next(
                f"The embedded engine of {folder} is not available: {why}\n"
                f"Its log is {folder / 'engine.log'}; `genealogy engine start` tries again.",
                "The embedded engine is not available now. Its log, in the data folder of the"
                " service, says why.",
            )
        )


class DataFolderRefused(DatabaseUnavailable):
    """The data folder is not one of ours, so nothing is written to it."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(
            f"{folder} cannot be the data folder: {why} Name another with --data or GENEALOGY_DATA."
        )


class DiskFull(DatabaseUnavailable):
    """No room to write."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "The disk of ",
            Next(str(folder), "the service"),
            " is full. What was acknowledged is kept; make room and repeat the ",
            _WHAT_WAS_ASKED,
            ".",
        )


class SchemaTooNew(DatabaseUnavailable):
    """The graph was made by a newer program."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"The graph has schema version {found}, this program knows up to {known}. "
            "Use the version of the program that made it, or a newer one."
        )


class RestoreUnfinished(DatabaseUnavailable):
    """The graph holds a part of a backup; what was written to it now would be lost."""

    def __init__(self, file: str) -> None:
        super().__init__(
            "The graph holds a part of a backup: its restore goes on, or was interrupted, and"
            " nothing else is written until it has ended. ",
            Next(
                f"Repeat it:\n  genealogy restore {quote(visible(file))}",
                "Who runs the service repeats it.",
            ),
        )


class QueryTimedOut(DatabaseUnavailable):
    """The time limit ended a statement; nothing partial is shown."""

    def __init__(self, statement: str, seconds: float) -> None:
        super().__init__(
            f'The statement "{statement}" did not end within {seconds:g} s and was stopped. '
            "Ask for less, or raise GENEALOGY_TIMEOUT."
        )


class GraphMoved(DatabaseUnavailable):
    """Loads changed the graph during every try, so no answer is of one state."""

    def __init__(self, tries: int) -> None:
        super().__init__(
            f"The graph changed during each of {tries} tries to answer: a load is running. "
            "Ask again when it has ended; a mixed answer would not be safe."
        )


class StatementFailed(DatabaseUnavailable):
    """The database refused a statement."""

    def __init__(self, statement: str, why: str) -> None:
        super().__init__(f'The database refused the statement "{statement}": {why}')


class OfficeUnavailable(DatabaseUnavailable):
    """The operational database, with keys and the audit trail, does not answer."""

    def __init__(self, uri: str, why: str) -> None:
        super().__init__(
            f"The operational database ({visible(uri)}) is not available: {visible(why)}\n"
            "Nothing is done that could not be put on record. Start it, or correct"
            " GENEALOGY_OFFICE; without that setting a file in the data folder is used."
        )


class OfficeTooNew(DatabaseUnavailable):
    """The operational database was made by a newer program."""

    def __init__(self, found: str | None, known: str) -> None:
        super().__init__(
            f"The operational database has version {visible(str(found))}, this program knows up to"
            f" {known}. Use the version of the program that made it, or a newer one."
        )


class TrailCut(DatabaseUnavailable):
    """The audit trail ends before its newest signed head: entries were removed, or it is the
    trail of another database. Nothing is added to it, since that would hide what is missing."""

    def __init__(self, heads: Path, signed: int, last: int) -> None:
        ends = f"ends at entry {last}" if last else "is empty"
        super().__init__(
            f"The audit trail {ends}, but entry {signed} was signed",
            Next(f" in {visible(str(heads))}", " elsewhere"),
            ": entries were removed, or the operational database is an older or another one."
            " Nothing is done that could not be put on record.\n",
            Next(
                "`genealogy audit verify` names what is missing: bring that database back. To go"
                " on deliberately with what is left, rename this file of heads and keep it as"
                " evidence, or name a new one with GENEALOGY_AUDIT_HEADS.",
                "Who runs the service has to look into it.",
            ),
        )


class StatementError(GenealogyError):
    """A .cypher file and its binding disagree: a fault of the program."""


def _command(part: str | Next) -> str:
    return part.command if isinstance(part, Next) else part


def _batches(count: int) -> str:
    return f"{count:,} {'batch' if count == 1 else 'batches'}"


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun if count == 1 else noun + 's'}"


def _with_nearest(name: str, header: Sequence[str]) -> str:
    near = get_close_matches(name, header, n=1, cutoff=0.5)
    return f'"{name}" (found "{near[0]}")' if near else f'"{name}"'
