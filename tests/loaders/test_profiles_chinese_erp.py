"""The exports of 用友 U8 Cloud and 金蝶 云星瀚, in GB18030."""

from __future__ import annotations

from tests.loaders.samples import sample, told


def test_a_yonyou_goods_receipt_names_both_lots_and_its_red_one_is_a_return() -> None:
    seen = told(sample("yonyou-u8c-purchase-receipts"))

    assert (seen.profile, seen.encoding) == ("yonyou-u8c-purchase-receipts", "gb18030")
    assert seen.facts == {
        "CG2610010001/10": {
            "G001 -SUPPLIED-> G001/0101001/BF-0901 1000.5 kg at 2026-09-30T16:00Z",
            "G001/0101001/BF-0901 -CONSUMED-> own/CG2610010001/10 1000.5 kg at 2026-09-30T16:00Z",
            (
                "own/CG2610010001/10 -PRODUCED-> own/0101001/20261001-01 1000.5 kg"
                " at 2026-09-30T16:00Z"
            ),
        },
        "CG2610010001/20": {
            "G001 -SUPPLIED-> own/0101002/Y-7 50 kg at 2026-09-30T16:00Z",
        },
        "CG2610030002/10": {
            "own/0101002/Y-7 -DISPOSED-> returned to supplier 5 kg at 2026-10-02T16:00Z",
        },
    }
    assert seen.voids == set()
    assert seen.described == {
        "Batch own/0101001/20261001-01: expires_on=2027-08-31",
        "Batch own/0101001/20261001-01: made_at=2026-08-31T16:00:00Z",
        "Material G001/0101001: name=燕麦",
        "Material G001/0101001: unit=kg",
        "Material own/0101001: name=燕麦",
        "Material own/0101001: unit=kg",
        "Material own/0101002: name=食盐",
        "Material own/0101002: unit=kg",
        "Operation own/CG2610010001/10: kind=receive",
        "Operation own/CG2610010001/10: order=PO2609001",
        "Supplier G001: name=北方粮油",
    }
    assert seen.skipped == {
        5: "未启用批号管理: the material is not managed in batches",
        6: "合计行: a line of totals",
    }
    assert seen.rejected == {}


def test_a_yonyou_issue_in_red_is_a_return_from_the_order() -> None:
    seen = told(sample("yonyou-u8c-material-issues"))

    assert (seen.profile, seen.encoding) == ("yonyou-u8c-material-issues", "gb18030")
    assert seen.facts == {
        "CK2610020001/10": {
            "own/0101001/20261001-01 -CONSUMED-> own/MO20261002 900 kg at 2026-10-01T16:00Z",
        },
        "CK2610020001/20": {
            "own/0101002/Y-7 -CONSUMED-> own/MO20261002 4.5 kg at 2026-10-01T16:00Z",
        },
        "CK2610020002/10": {
            (
                "own/0101002/Y-7 -CONSUMED-> own/MO20261002 0.5 kg at 2026-10-01T16:00Z"
                " (role=return)"
            ),
        },
    }
    assert seen.voids == set()
    assert seen.described == {
        "Material own/0101001: name=燕麦",
        "Material own/0101001: unit=kg",
        "Material own/0101002: name=食盐",
        "Material own/0101002: unit=kg",
        "Operation own/MO20261002: kind=make",
        "Operation own/MO20261002: order=MO20261002",
    }
    assert seen.skipped == {}
    assert seen.rejected == {}


def test_a_yonyou_receipt_from_production_has_by_products() -> None:
    seen = told(sample("yonyou-u8c-production-receipts"))

    assert (seen.profile, seen.encoding) == ("yonyou-u8c-production-receipts", "gb18030")
    assert seen.facts == {
        "CP2610020001/10": {
            "own/MO20261002 -PRODUCED-> own/0301001/B-12 850 kg at 2026-10-01T16:00Z (role=main)",
        },
        "CP2610020001/20": {
            (
                "own/MO20261002 -PRODUCED-> own/0301009/Z-12 20 kg at 2026-10-01T16:00Z"
                " (role=by-product)"
            ),
        },
        "CP2610030002/10": {
            "own/0301001/B-12 -DISPOSED-> adjustment 5 kg at 2026-10-02T16:00Z (reason=红字入库)",
        },
    }
    assert seen.voids == set()
    assert seen.described == {
        "Batch own/0301001/B-12: expires_on=2026-11-02",
        "Batch own/0301001/B-12: made_at=2026-10-01T16:00:00Z",
        "Batch own/0301009/Z-12: made_at=2026-10-01T16:00:00Z",
        "Material own/0301001: name=燕麦基料",
        "Material own/0301001: unit=kg",
        "Material own/0301009: name=燕麦渣",
        "Material own/0301009: unit=kg",
        "Operation own/MO20261002: kind=make",
        "Operation own/MO20261002: order=MO20261002",
    }
    assert seen.skipped == {}
    assert seen.rejected == {}


def test_a_yonyou_delivery_in_red_came_back() -> None:
    seen = told(sample("yonyou-u8c-sales-issues"))

    assert (seen.profile, seen.encoding) == ("yonyou-u8c-sales-issues", "gb18030")
    assert seen.facts == {
        "XS2610050001/10": {
            "own/0301001/B-12 -SHIPPED_TO-> K100 380 kg at 2026-10-04T16:00Z",
        },
        "XS2610070002/10": {
            "K100 -RETURNED-> own/0301001/B-12 30 kg at 2026-10-06T16:00Z",
        },
    }
    assert seen.voids == set()
    assert seen.described == {
        "Customer K100: address=苏州市工业园区",
        "Customer K100: contact=0512-000000",
        "Customer K100: name=华联超市",
        "Material own/0301001: name=燕麦基料",
        "Material own/0301001: unit=kg",
    }
    assert seen.skipped == {}
    assert seen.rejected == {}


def test_a_kingdee_goods_receipt_names_both_lots_and_its_red_one_is_a_return() -> None:
    seen = told(sample("kingdee-purchase-receipts"))

    assert (seen.profile, seen.encoding) == ("kingdee-purchase-receipts", "gb18030")
    assert seen.facts == {
        "CGRK-2610-0001/1": {
            "VEN00001 -SUPPLIED-> VEN00001/1.01.001/BF-0901 1000 kg at 2026-09-30T16:00Z",
            (
                "VEN00001/1.01.001/BF-0901 -CONSUMED-> own/CGRK-2610-0001/1 1000 kg"
                " at 2026-09-30T16:00Z"
            ),
            "own/CGRK-2610-0001/1 -PRODUCED-> own/1.01.001/OAT-1 1000 kg at 2026-09-30T16:00Z",
        },
        "CGRK-2610-0002/1": {
            "own/1.01.001/OAT-1 -DISPOSED-> returned to supplier 40 kg at 2026-10-01T16:00Z",
        },
    }
    assert seen.voids == set()
    assert seen.described == {
        "Batch own/1.01.001/OAT-1: expires_on=2027-08-31",
        "Batch own/1.01.001/OAT-1: made_at=2026-08-31T16:00:00Z",
        "Material VEN00001/1.01.001: name=燕麦",
        "Material VEN00001/1.01.001: unit=kg",
        "Material own/1.01.001: name=燕麦",
        "Material own/1.01.001: unit=kg",
        "Operation own/CGRK-2610-0001/1: kind=receive",
        "Operation own/CGRK-2610-0001/1: order=CGDD-0009",
        "Supplier VEN00001: name=北方粮油",
    }
    assert seen.skipped == {}
    assert seen.rejected == {}


def test_a_kingdee_issue_in_red_is_a_return_from_the_order() -> None:
    seen = told(sample("kingdee-material-issues"))

    assert (seen.profile, seen.encoding) == ("kingdee-material-issues", "gb18030")
    assert seen.facts == {
        "SCLL-2610-0001/1": {
            "own/1.01.001/OAT-1 -CONSUMED-> own/GD-0012 900 kg at 2026-10-01T16:00Z",
        },
        "SCTL-2610-0001/1": {
            "own/1.01.001/OAT-1 -CONSUMED-> own/GD-0012 10 kg at 2026-10-01T16:00Z (role=return)",
        },
    }
    assert seen.voids == set()
    assert seen.described == {
        "Material own/1.01.001: name=燕麦",
        "Material own/1.01.001: unit=kg",
        "Operation own/GD-0012: kind=make",
        "Operation own/GD-0012: order=GD-0012",
    }
    assert seen.skipped == {}
    assert seen.rejected == {}


def test_a_kingdee_completion_makes_a_batch() -> None:
    seen = told(sample("kingdee-completion-receipts"))

    assert (seen.profile, seen.encoding) == ("kingdee-completion-receipts", "gb18030")
    assert seen.facts == {
        "WGRK-2610-0001/1": {
            "own/GD-0012 -PRODUCED-> own/3.01.001/B-12 850 kg at 2026-10-02T08:30Z (role=main)",
        },
        "WGTK-2610-0001/1": {
            "own/3.01.001/B-12 -DISPOSED-> adjustment 5 kg at 2026-10-03T01:00Z (reason=红字入库)",
        },
    }
    assert seen.voids == set()
    assert seen.described == {
        "Batch own/3.01.001/B-12: expires_on=2026-11-02",
        "Batch own/3.01.001/B-12: made_at=2026-10-02T08:30:00Z",
        "Material own/3.01.001: name=燕麦基料",
        "Material own/3.01.001: unit=kg",
        "Operation own/GD-0012: kind=make",
        "Operation own/GD-0012: order=GD-0012",
    }
    assert seen.skipped == {}
    assert seen.rejected == {}


def test_a_kingdee_delivery_in_red_came_back() -> None:
    seen = told(sample("kingdee-sales-issues"))

    assert (seen.profile, seen.encoding) == ("kingdee-sales-issues", "gb18030")
    assert seen.facts == {
        "XSCK-2610-0001/1": {
            "own/3.01.001/B-12 -SHIPPED_TO-> CUS00100 380 kg at 2026-10-04T16:00Z",
        },
        "XSTH-2610-0001/1": {
            "CUS00100 -RETURNED-> own/3.01.001/B-12 30 kg at 2026-10-06T16:00Z",
        },
    }
    assert seen.voids == set()
    assert seen.described == {
        "Customer CUS00100: name=华联超市",
        "Material own/3.01.001: name=燕麦基料",
        "Material own/3.01.001: unit=kg",
    }
    assert seen.skipped == {}
    assert seen.rejected == {}
