"""What makes a measurement a suspect: values beyond limits, and verdicts as records write them."""

from __future__ import annotations

import pytest

from genealogy.outcomes import Inspection
from genealogy.root_cause.suspects import Value
from genealogy.walk import OPERATION


def value(
    number: float | None = None,
    low: float | None = None,
    high: float | None = None,
    verdict: str = "",
) -> Value:
    test = Inspection("temperature", number, "Cel", low, high, "", verdict, "")
    return Value(OPERATION, "own~OP-1", "pasteurise", test)


@pytest.mark.parametrize(
    ("measured", "fault"),
    [
        (value(71.0, low=72.0), "below"),
        (value(72.0, low=72.0, high=75.0), None),
        (value(75.1, high=75.0), "above"),
        (value(75.1, high=75.0, verdict="pass"), "above"),
        (value(74.0), None),
        (value(verdict="fail"), "failed"),
        (value(verdict="不合格"), "failed"),
        (value(74.0, verdict="NG"), "failed"),
        (value(verdict="合格"), None),
        (value(verdict="特采"), None),
    ],
)
def test_a_fault_is_a_value_beyond_its_limits_or_a_failing_verdict(
    measured: Value, fault: str | None
) -> None:
    assert measured.fault == fault
