"""Scores: the trend over periods, and what a sequence of failures is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from genealogy.outcomes import Notice, outcome
from genealogy.scorecard import Made, Score, scores

BAD, UNKNOWN = outcome(status="rejected"), outcome()
GOOD = outcome(notices=[Notice("H-1", held=False, at="")])
BEGIN = datetime(2026, 1, 5, 12, tzinfo=UTC)


def score_of(states: str) -> Score:
    """A batch a day: b is bad, g good, u unknown."""
    known = {"b": BAD, "g": GOOD, "u": UNKNOWN}
    made = [
        Made("L1", "", f"{number:03}", (BEGIN + timedelta(number)).isoformat())
        for number in range(len(states))
    ]
    (found,) = scores(made, {each.batch_id: known[s] for each, s in zip(made, states, strict=True)})
    return found


def test_a_share_that_rises_is_told_and_one_that_wavers_is_not() -> None:
    rising = score_of("g" * 60 + "gb" * 15 + "b" * 30).to_dict("week", UTC)
    wavering = score_of("ggb" * 40).to_dict("week", UTC)

    assert (rising["trend"], rising["trend_p"] < 0.001) == ("rising", True)
    assert (wavering["trend"], wavering["trend_p"] > 0.05) == (None, True)
    assert score_of("b" * 30 + "g" * 60).to_dict("month", UTC)["trend"] == "falling"
    assert score_of("gggg").to_dict("week", UTC)["trend_p"] is None


def test_what_is_unknown_neither_ends_nor_lengthens_a_sequence() -> None:
    assert score_of("bbub").in_a_row == [["000", "001", "003"]]
    assert score_of("bbgb").in_a_row == []
    assert score_of("bbbgbbbb").in_a_row == [["000", "001", "002"], ["004", "005", "006", "007"]]


def test_no_known_batch_is_no_share() -> None:
    told = score_of("uuu").to_dict("week", UTC)

    assert (told["share"], told["share_low"], told["ppm"]) == (None, None, None)
    assert (told["batches"], told["known"], told["unknown"], told["failures"]) == (3, 0, 3, 0)
