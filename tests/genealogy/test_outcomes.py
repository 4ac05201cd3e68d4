"""Outcomes: when a batch is bad, when good, and when nobody can tell."""

from __future__ import annotations

import pytest

from genealogy.outcomes import (
    Inspection,
    Leaving,
    Notice,
    Outcome,
    judgement,
    outcome,
    passes,
    together,
)

AT = "2026-10-05T12:00:00Z"


def inspected(
    value: float | None = None,
    verdict: str = "",
    low: float | None = None,
    high: float | None = None,
    text: str = "",
) -> Inspection:
    return Inspection("pH", value, "", low, high, text, verdict, AT)


@pytest.mark.parametrize(
    "word",
    ["fail", "FAIL", "Failed", "NG", "不合格", "异常", "out-of-spec",
     "Non_Conforming", " rejected. ", "ＮＧ", "判退"],
)  # fmt: skip
def test_a_failing_verdict_is_known_in_both_languages(word: str) -> None:
    assert judgement(word) is False


@pytest.mark.parametrize("word", ["pass", "OK", "合格", "正常", "Accepted", "within spec"])
def test_a_passing_verdict_is_known_in_both_languages(word: str) -> None:
    assert judgement(word) is True


@pytest.mark.parametrize("word", ["", "see report", "特采", "n/a", "待检"])
def test_a_word_that_is_not_known_decides_nothing(word: str) -> None:
    assert judgement(word) is None


def test_a_value_beyond_its_limits_fails_whatever_the_verdict_says() -> None:
    assert passes(inspected(4.9, "pass", 4.2, 4.6)) is False
    assert passes(inspected(4.1, "", 4.2)) is False
    assert passes(inspected(4.6, "", 4.2, 4.6)) is True  # limits themselves are within


def test_a_failing_verdict_fails_a_value_within_its_limits() -> None:
    assert passes(inspected(4.4, "不合格", 4.2, 4.6)) is False


def test_a_value_without_limits_and_verdict_decides_nothing() -> None:
    assert passes(inspected(4.4)) is None
    assert passes(inspected(text="合格")) is True
    assert passes(inspected(text="not detected")) is None


def test_a_batch_that_was_never_tested_is_unknown_and_not_good() -> None:
    assert outcome() == Outcome("unknown", (), 0)
    assert outcome([inspected(4.4)]).state == "unknown"


def test_one_failing_test_makes_a_batch_bad_and_a_later_pass_takes_nothing_back() -> None:
    found = outcome([inspected(4.9, low=4.2, high=4.6), inspected(4.4, "pass")])

    assert (found.state, found.tests) == ("bad", 2)
    assert found.why == "pH 4.9, limits 4.2 to 4.6"


def test_a_batch_on_hold_is_bad_and_one_that_was_released_is_good() -> None:
    assert outcome(notices=[Notice("H-1", True, AT)]).why == "on hold (H-1)"
    released = outcome(notices=[Notice("H-1", False, AT)])
    assert (released.state, released.why, released.tests) == ("good", "released (H-1)", 0)


def test_a_release_does_not_undo_a_failing_test() -> None:
    found = outcome([inspected(verdict="fail")], [Notice("H-1", False, AT)])

    assert (found.state, found.why) == ("bad", "pH, fail")


def test_ordinary_loss_is_no_failure_but_what_quality_threw_away_is() -> None:
    assert outcome(disposals=[Leaving("scrap", "", False, AT)]).state == "unknown"
    assert outcome(disposals=[Leaving("sample", "", True, AT)]).state == "unknown"
    assert outcome(disposals=[Leaving("returned to supplier", "too much", True, AT)]).state == (
        "unknown"
    )
    for disposed, why in (
        (Leaving("scrap", "", True, AT), "scrapped, and nothing of it was used"),
        (Leaving("scrap", "质量不合格", False, AT), "scrapped: 质量不合格"),
        (Leaving("returned to supplier", "rejected: mould", False, AT),
         "returned to supplier: rejected: mould"),
    ):  # fmt: skip
        found = outcome(disposals=[disposed])
        assert (found.state, found.why) == ("bad", why)


def test_a_batch_that_is_described_as_rejected_or_stated_as_bad_is_bad() -> None:
    assert outcome(status="Rejected").why == "described as Rejected"
    assert outcome(status="restricted").state == "unknown"
    found = outcome([inspected(verdict="pass")], stated_bad=True)
    assert (found.state, found.why) == ("bad", "stated as bad")


def test_two_names_of_the_same_goods_have_one_outcome() -> None:
    good, bad, unknown = outcome([inspected(verdict="pass")]), outcome(status="rejected"), outcome()

    assert together([good, unknown]).state == "good"
    assert together([good, bad]).why == "described as rejected"
    assert together([unknown, unknown]).state == "unknown"
