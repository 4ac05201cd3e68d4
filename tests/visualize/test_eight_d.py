"""The 8D sheet: what an investigation says below each heading, or that nothing is on record."""

from __future__ import annotations

from pathlib import Path

import pytest

from exports.parts import write_parts
from visualize.eight_d import EightD, Part, eight_d
from visualize.eight_d_pdf import pdf
from visualize.languages import LANGUAGES, Language

AT = "2026-10-18T06:00:00.123456Z"
HEAD = f"7:{'9f' * 32}"
MARKUP = ('#panic("ran")', "= *bold* $x$", '#read("/etc/passwd")', "L" * 500, "<b>\u202ex</b>")


def told(**more: object) -> dict[str, object]:
    """The JSON of an investigation in which nothing was said but its title."""
    log = [{"number": 1, "at": AT, "by": "user:anna", "entry": "open",
            "said": {"title": "Swollen cups"}, "on_record": HEAD}]  # fmt: skip
    return {
        "investigation_id": "INV-0001", "title": "Swollen cups", "status": "open",
        "opened_at": AT, "opened_by": "user:anna", "changed_at": AT, "entries": 1,
        "problem": None, "bad": [], "fingerprint": None, "suspects": [], "actions": [],
        "log": log, "on_record": HEAD,
    } | more  # fmt: skip


def part(sheet: EightD, heading: str) -> Part:
    """The first part below a heading that begins so."""
    return next(each for each in sheet.parts if each.heading.startswith(heading))


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_what_nobody_said_the_headings_stand_empty(language: Language) -> None:
    sheet = eight_d(told(), language)
    empty = [each.heading[:2] for each in sheet.parts if not each.rows]

    assert empty == ["D2", "D3", "D4", "D4", "D5", "D6", "D7", "D8"]
    assert HEAD in sheet.foot_text
    assert sheet.log.rows[0][-1] == HEAD


def test_a_group_of_suspects_is_named_with_all_its_members() -> None:
    figures = {"p": 0.01, "bad": 11, "odds_ratio": "Infinity",
               "together": ["what a program posted", {"text": "material X"}]}  # fmt: skip
    suspect = {
        "suspect": "S1", "kind": "supplier", "name": "S-201", "note": None, "key": None,
        "figures": figures, "fingerprint": "abcd", "verdict": "ruled-out", "reason": "in all",
        "judged_at": AT, "judged_by": "key:1", "judged_on": "abcd", "evidence": [],
    }  # fmt: skip
    (row,) = part(eight_d(told(suspects=[suspect]), "en"), "D4").rows

    assert row == (
        "S1", "Supplier", "S-201\n+ what a program posted\n+ material X", "ruled out", "in all",
        "2026-10-18 06:00:00Z", "key:1",
        11, "", "Infinity", 0.01, "", "abcd",
    )  # fmt: skip


def test_actions_stand_below_the_heading_of_their_kind_and_what_is_done_twice() -> None:
    actions = [
        {"action": f"A{number}", "kind": kind, "text": kind, "who": "Jens", "due": "2026-11-30",
         "at": AT, "by": "key:1", "done_at": at, "done_by": at and "key:1", "done": at and "yes"}
        for number, (kind, at) in enumerate(
            (("containment", None), ("corrective", None), ("corrective", AT), ("preventive", AT)), 1
        )
    ]  # fmt: skip
    sheet = eight_d(told(actions=actions), "en")

    assert {
        heading: [row[0] for row in part(sheet, heading).rows]
        for heading in ("D3", "D5", "D6", "D7")
    } == {"D3": ["A1"], "D5": ["A2", "A3"], "D6": ["A3"], "D7": ["A4"]}


def test_all_of_ten_thousand_batches_stand_in_the_problem_and_a_few_in_the_log(
    tmp_path: Path,
) -> None:
    bad = [f"own/4101/YOG-{number:05}" for number in range(10_000)]
    many = told(bad=bad)
    many["log"] = [{"number": 1, "at": AT, "by": "a", "entry": "open", "on_record": HEAD,
                    "said": {"title": "\U0001f9c0" * 500, "problem": "\U0001f9c0" * 10_000,
                             "bad": bad}}]  # fmt: skip
    sheet = eight_d(many, "en")
    write_parts(sheet, tmp_path / "many.xlsx")

    assert [row[1] for row in part(sheet, "D2").rows] == bad
    assert len(str(sheet.log.rows[0][4])) < 13_000


def test_texts_that_are_markup_elsewhere_are_text_in_a_pdf() -> None:
    sheet = eight_d(told(problem="\n".join(MARKUP), title=MARKUP[0], bad=[*MARKUP]), "en")

    made = pdf(sheet)
    assert made.startswith(b"%PDF-")
    assert made == pdf(sheet)
