"""The exports of MES, WMS and QMS of any make."""

from __future__ import annotations

from tests.loaders.samples import sample, told


def test_a_step_of_an_order_is_an_operation_and_a_lot_without_item_is_pending() -> None:
    seen = told(sample("mes-batch-records"))

    assert (seen.profile, seen.encoding) == ("mes-batch-records", "gb18030")
    assert seen.facts == {
        "": {
            "own/1001/OAT-1 -CONSUMED-> own/GD-12/10 900 kg at 2026-10-02T00:00Z",
            "own/1002/Y-7 -CONSUMED-> own/GD-12/10 4 kg at 2026-10-02T00:00Z",
            "own/2001/B-12 -CONSUMED-> own/GD-12/20 800 kg at 2026-10-02T03:00Z",
            "own/?/CAP-5 -PENDING_CONSUMED-> own/GD-12/20 1600 pcs at 2026-10-02T03:00Z",
        },
        "GD-12/10": {
            "own/GD-12/10 -PRODUCED-> own/2001/B-12 850 kg at 2026-10-02T02:00Z",
            "own/GD-12/10 -RAN_ON-> MIX-01 at 2026-10-02T00:00Z (ended_at=2026-10-02T02:00Z)",
            "own/GD-12/10 -RUN_BY-> E017 at 2026-10-02T00:00Z (ended_at=2026-10-02T02:00Z)",
        },
        "GD-12/20": {
            "own/GD-12/20 -PRODUCED-> own/3001/D-12 1600 pcs at 2026-10-02T16:00Z",
            "own/GD-12/20 -RAN_ON-> FIL-02 at 2026-10-02T03:00Z (ended_at=2026-10-02T16:00Z)",
            "own/GD-12/20 -RUN_BY-> E018 at 2026-10-02T03:00Z (ended_at=2026-10-02T16:00Z)",
        },
    }
    assert seen.voids == set()
    assert seen.described == {
        "Equipment FIL-02: name=灌装机二号",
        "Equipment MIX-01: name=混合机一号",
        "Operation own/GD-12/10: ended_at=2026-10-02T02:00:00Z",
        "Operation own/GD-12/10: kind=make",
        "Operation own/GD-12/10: line=L1",
        "Operation own/GD-12/10: order=GD-12",
        "Operation own/GD-12/10: started_at=2026-10-02T00:00:00Z",
        "Operation own/GD-12/10: step=10",
        "Operation own/GD-12/20: ended_at=2026-10-02T16:00:00Z",
        "Operation own/GD-12/20: kind=make",
        "Operation own/GD-12/20: line=L1",
        "Operation own/GD-12/20: order=GD-12",
        "Operation own/GD-12/20: started_at=2026-10-02T03:00:00Z",
        "Operation own/GD-12/20: step=20",
        "Operator E017: name=王芳",
        "Operator E018: name=李强",
    }
    assert seen.skipped == {}
    assert seen.rejected == {}


def test_process_values_have_limits_and_may_be_below_zero() -> None:
    seen = told(sample("mes-process-parameters"))

    assert (seen.profile, seen.encoding) == ("mes-process-parameters", "gb18030")
    assert seen.facts == {
        "GD-12/10/混合温度/2026-10-02T08:30:00+08:00": {
            (
                "own/GD-12/10 -MEASURED-> 62.5 ℃ at 2026-10-02T00:30Z"
                " (characteristic=混合温度, low=60, high=65, verdict=pass)"
            ),
        },
        "GD-12/10/混合温度/2026-10-02T09:00:00+08:00": {
            (
                "own/GD-12/10 -MEASURED-> 66.1 ℃ at 2026-10-02T01:00Z"
                " (characteristic=混合温度, low=60, high=65, verdict=fail)"
            ),
        },
        "GD-12/30/速冻温度/2026-10-02T14:00:00+08:00": {
            (
                "own/GD-12/30 -MEASURED-> -18.4 ℃ at 2026-10-02T06:00Z"
                " (characteristic=速冻温度, low=-25, high=-18, verdict=pass)"
            ),
        },
        "GD-13/-/pH/2026-10-03T08:30:00+08:00": {
            (
                "own/GD-13 -MEASURED-> 4.4 at 2026-10-03T00:30Z"
                " (characteristic=pH, low=4.2, high=4.6)"
            ),
        },
    }
    assert seen.voids == set()
    assert seen.described == set()
    assert seen.skipped == {}
    assert seen.rejected == {}


def test_a_move_names_where_from_and_where_to() -> None:
    seen = told(sample("wms-moves"))

    assert (seen.profile, seen.encoding) == ("wms-moves", "gb18030")
    assert seen.facts == {
        "YK-1/1": {
            "own/3001/D-12 -MOVED_TO-> B-07 800 pcs at 2026-10-03T01:00Z (origin=A-01)",
        },
    }
    assert seen.voids == set()
    assert seen.described == set()
    assert seen.skipped == {}
    assert seen.rejected == {}


def test_handling_units_are_packed_nested_taken_apart_and_emptied() -> None:
    seen = told(sample("wms-handling-units"))

    assert (seen.profile, seen.encoding) == ("wms-handling-units", "utf-8-sig")
    assert seen.facts == {
        "T-1/1": {
            "own/3001/D-12 -PACKED_IN-> 340123450000000017 24 pcs at 2026-10-03T07:00Z",
        },
        "T-1/2": {
            "340123450000000017 -PACKED_IN-> 340123450000000918 at 2026-10-03T07:05Z",
        },
        "T-2/1": {
            "340123450000000017 -UNPACKED_FROM-> 340123450000000918 at 2026-10-04T07:00Z",
        },
        "T-2/2": {
            "own/3001/D-12 -UNPACKED_FROM-> 340123450000000017 24 pcs at 2026-10-04T07:05Z",
        },
        "T-3/1": {
            "own/3001/D-12 -PACKED_IN-> 340123450000000024 12 pcs at 2026-10-04T08:00Z",
        },
        "T-3/2": {
            "B-07 -EMPTIED-> 340123450000000024 at 2026-10-04T09:00Z",
        },
        "T-3/3": {
            "unknown -EMPTIED-> 340123450000000918 at 2026-10-04T09:05Z",
        },
    }
    assert seen.voids == set()
    assert seen.described == set()
    assert seen.skipped == {}
    assert seen.rejected == {}


def test_a_test_result_is_a_number_or_a_text_with_its_verdict() -> None:
    seen = told(sample("qms-inspection-results"))

    assert (seen.profile, seen.encoding) == ("qms-inspection-results", "gb18030")
    assert seen.facts == {
        "JY-1/外观/1": {
            (
                "own/1001/OAT-1 -MEASURED-> at 2026-10-01T02:00Z"
                " (characteristic=外观, text=色泽正常, verdict=pass)"
            ),
        },
        "JY-1/水分/1": {
            (
                "own/1001/OAT-1 -MEASURED-> 11.8 % at 2026-10-01T02:00Z"
                " (characteristic=水分, high=13, verdict=pass)"
            ),
        },
        "JY-2/中心温度/1": {
            (
                "own/3001/D-12 -MEASURED-> -15.2 ℃ at 2026-10-03T02:00Z"
                " (characteristic=中心温度, low=-25, high=-18, verdict=fail)"
            ),
        },
    }
    assert seen.voids == set()
    assert seen.described == set()
    assert seen.skipped == {}
    assert seen.rejected == {}


def test_a_release_names_the_hold_that_it_ends() -> None:
    seen = told(sample("qms-holds"))

    assert (seen.profile, seen.encoding) == ("qms-holds", "utf-8-sig")
    assert seen.facts == {
        "H-7/2026-10-03T10:30:00+02:00": {
            "own/3001/D-12 -HELD-> H-7 1600 pcs at 2026-10-03T08:30Z (reason=core temperature)",
        },
        "H-7/2026-10-04T08:00:00+02:00": {
            "own/3001/D-12 -RELEASED-> H-7 1600 pcs at 2026-10-04T06:00Z (reason=retested)",
        },
    }
    assert seen.voids == set()
    assert seen.described == set()
    assert seen.skipped == {}
    assert seen.rejected == {}
