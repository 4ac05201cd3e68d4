"""Investigations: a log that only grows, each entry on record, and what it comes to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pydantic import ValidationError

from genealogy.errors import InvestigationClosed, InvestigationNotFound, WrongUsage
from office.audit import Sought, entries
from office.changing import Changing
from office.investigating import add, investigation, investigations, open_investigation
from office.investigation import Investigation
from office.opening import Office
from office.pseudonyms import forget
from office.said import (
    ActionEntry,
    Added,
    CloseEntry,
    DoneEntry,
    EvidenceEntry,
    NoteEntry,
    OpenEntry,
    ReopenEntry,
    SuspectEntry,
    VerdictEntry,
)

DOOR = {"door": "test"}
SALT = {"kind": "material", "name": "salt"}
FIGURES = {"p": 0.003, "q": 0.02, "odds_ratio": 14.5, "bad": 11, "good": 3}


def begun(office: Office, title: str = "Swollen cups", **more: Any) -> Investigation:
    """A new investigation."""
    with office.one_at_a_time() as connection:
        said = OpenEntry(title=title, **more)
        return open_investigation(Changing(connection), said, by="user:anna", door=DOOR)


def said(office: Office, investigation_id: str, *all_said: Added, by: str = "user:anna") -> None:
    """Adds entries."""
    with office.one_at_a_time() as connection:
        add(Changing(connection), investigation_id, all_said, by=by, door=DOOR)


def test_what_was_said_comes_to_suspects_actions_and_a_status(office: Office) -> None:
    inv = begun(office, problem="Gas in the cup\nafter 6 days", bad=["own/1/L-1"]).investigation_id
    said(
        office,
        inv,
        SuspectEntry(**SALT),
        SuspectEntry(kind="equipment", name="FILL-2", key="k", figures=FIGURES, fingerprint="aa"),
        EvidenceEntry(suspect="S2", text="Swab positive", file="swab.pdf", sha256="0" * 64),
        VerdictEntry(suspect="S2", verdict="confirmed", reason="Same strain"),
        VerdictEntry(suspect="S1", verdict="ruled-out", reason="It is in all"),
        SuspectEntry(
            kind="equipment", name="FILL-2", figures=FIGURES | {"p": 0.5}, fingerprint="bb"
        ),
        ActionEntry(kind="containment", text="Stop FILL-2", who="Jens", due="2026-11-30"),
        ActionEntry(kind="preventive", text="Swab weekly", who="李娜", due="2026-12-31"),
        DoneEntry(action="A1", text="Stopped, tag 7"),
        CloseEntry(reason="Cause found"),
        ReopenEntry(reason="One more cup"),
    )
    told = investigation(office, inv).to_dict()

    assert (told["status"], told["entries"], told["bad"]) == ("open", 12, ["own/1/L-1"])
    salt, filler = told["suspects"]
    assert (salt["suspect"], salt["verdict"], salt["figures"]) == ("S1", "ruled-out", {})
    assert (filler["verdict"], filler["judged_on"], filler["fingerprint"]) == (
        "confirmed", "aa", "bb",
    )  # fmt: skip
    assert (filler["key"], filler["figures"]["p"]) == ("k", 0.5)
    assert [each["file"] for each in filler["evidence"]] == ["swab.pdf"]
    assert [(each["action"], each["done"]) for each in told["actions"]] == [
        ("A1", "Stopped, tag 7"), ("A2", None),
    ]  # fmt: skip
    assert [each["number"] for each in told["log"]] == [*range(1, 13)]


def test_every_entry_is_on_record_by_the_hash_that_it_names(office: Office) -> None:
    inv = begun(office).investigation_id
    said(office, inv, NoteEntry(text="Cups 3 and 4"), by="key:1a2b3c4d")
    log = investigation(office, inv).log
    trail = entries(office, Sought(action="investigation"), 10)

    assert [each.head for each in log] == [each.head for each in trail]
    assert [each.at for each in log] == [each.at for each in trail]
    assert [each.action for each in trail] == ["investigation.open", "investigation.note"]
    told = trail[1].told()
    assert (told["by"], told["details"]) == (
        "key:1a2b3c4d",
        {"door": "test", "investigation": inv, "number": 2, "said": {"text": "Cups 3 and 4"}},
    )


def test_of_several_entries_all_are_kept_or_none(office: Office) -> None:
    inv = begun(office).investigation_id
    with pytest.raises(WrongUsage, match=r"S1 is no suspect of this investigation. There is none"):
        said(
            office,
            inv,
            NoteEntry(text="a"),
            VerdictEntry(suspect="S1", verdict="confirmed", reason="b"),
        )

    assert len(investigation(office, inv).log) == 1
    assert len(entries(office, Sought(), 10)) == 1


def test_a_closed_one_is_only_reopened(office: Office) -> None:
    inv = begun(office).investigation_id
    said(office, inv, CloseEntry(reason="done"))
    for late in (NoteEntry(text="late"), SuspectEntry(**SALT), CloseEntry(reason="again")):
        with pytest.raises(InvestigationClosed, match="Reopen it"):
            said(office, inv, late)
    said(office, inv, ReopenEntry(reason="a new case"))

    with pytest.raises(WrongUsage, match="nothing to reopen"):
        said(office, inv, ReopenEntry(reason="twice"))
    assert investigation(office, inv).status == "open"


def test_an_action_is_done_once_and_one_that_is_not_there_never(office: Office) -> None:
    inv = begun(office).investigation_id
    said(office, inv, ActionEntry(kind="corrective", text="Clean", who="Jens", due="2026-12-01"))
    said(office, inv, DoneEntry(action="A1", text="Cleaned"))
    for number in ("A1", "A2"):
        with pytest.raises(WrongUsage, match="still to be done"):
            said(office, inv, DoneEntry(action=number, text="Cleaned"))


def test_an_unknown_one_is_refused(office: Office) -> None:
    with pytest.raises(InvestigationNotFound, match="INV-0007"):
        said(office, "INV-0007", NoteEntry(text="a"))
    with pytest.raises(InvestigationNotFound):
        investigation(office, "INV-0007")


def test_of_what_many_say_at_once_nothing_is_lost(office: Office) -> None:
    inv = begun(office).investigation_id

    def say(number: int) -> str:
        said(office, inv, NoteEntry(text=f"note {number}"), by=f"user:{number}")
        return begun(office, f"title {number}").investigation_id

    with ThreadPoolExecutor(8) as threads:
        made = [*threads.map(say, range(16))]
    log = investigation(office, inv).log

    assert {each.said.text for each in log[1:] if isinstance(each.said, NoteEntry)} == {
        f"note {number}" for number in range(16)
    }
    assert [each.number for each in log] == [*range(1, 18)]
    assert len({*made, inv}) == 17
    listed = [each.investigation_id for each in investigations(office)]
    assert listed == sorted(listed, reverse=True)


def test_to_who_is_masked_nothing_that_people_wrote_is_told(office: Office) -> None:
    inv = begun(office, "Kaufhof", problem="Kaufhof").investigation_id
    said(
        office,
        inv,
        SuspectEntry(kind="complaint", name="Kaufhof a"),
        SuspectEntry(kind="complaint", name="Kaufhof b", note="Kaufhof"),
        SuspectEntry(kind="supplier", name="S-201", key="supplier:S-201"),
        EvidenceEntry(suspect="S2", text="Kaufhof", file="Kaufhof.csv", sha256="0" * 64),
        VerdictEntry(suspect="S1", verdict="confirmed", reason="Kaufhof"),
        ActionEntry(kind="corrective", text="Kaufhof", who="Kaufhof", due="2026-12-01"),
        DoneEntry(action="A1", text="Kaufhof"),
        CloseEntry(reason="Kaufhof"),
    )
    shown = investigation(office, inv).masked()

    assert "Kaufhof" not in str(shown.to_dict())
    assert [each.said.name for each in shown.suspects()] == ["***", "***", "S-201"]
    assert [each.verdict for each in shown.suspects()] == ["confirmed", "open", "open"]
    assert shown.summary()["title"] == "***"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (VerdictEntry, {"suspect": "S1", "verdict": "confirmed", "reason": "  "}),
        (VerdictEntry, {"suspect": "S1", "verdict": "perhaps", "reason": "so"}),
        (VerdictEntry, {"suspect": "S0", "verdict": "open", "reason": "so"}),
        (NoteEntry, {"text": "x" * 10_001}),
        (NoteEntry, {"text": "a\x1b[2Jb"}),
        (NoteEntry, {"text": "\ud800"}),
        (OpenEntry, {"title": "two\nlines"}),
        (EvidenceEntry, {"suspect": "S1", "text": "a", "file": "a.pdf"}),
        (ActionEntry, {"kind": "corrective", "text": "a", "who": "b", "due": "2026-02-30"}),
        (SuspectEntry, SALT | {"figures": FIGURES}),
        (SuspectEntry, SALT | {"figures": {"all": "x" * 50_000}, "fingerprint": "aa"}),
        (SuspectEntry, SALT | {"figures": {"odds_ratio": float("inf")}, "fingerprint": "aa"}),
    ],
)
def test_what_cannot_be_said_is_refused(kind: type[Any], fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        kind(**fields)


def test_a_note_of_ten_thousand_letters_and_any_markup_is_kept_as_it_is(office: Office) -> None:
    inv = begun(office, title="=1+1 <b>#[x]</b>").investigation_id
    long = ('=HYPERLINK("x")\n质量 ' * 1_000)[:10_000].strip()
    said(office, inv, NoteEntry(text=long))
    kept = investigation(office, inv)

    assert kept.opened.title == "=1+1 <b>#[x]</b>"
    assert isinstance(kept.log[1].said, NoteEntry)
    assert kept.log[1].said.text == long


def test_who_is_forgotten_has_a_pseudonym_in_investigations_too(office: Office) -> None:
    inv = begun(office).investigation_id
    said(office, inv, NoteEntry(text='Mrs "Müller" called'))
    forget(office, "Customer", "C-1", "person 7f3a", ["Müller"], by="user:anna", reason="asked")
    (_, note) = investigation(office, inv).log

    assert isinstance(note.said, NoteEntry)
    assert note.said.text == 'Mrs "person 7f3a" called'
