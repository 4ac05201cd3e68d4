"""The exports of SAP: what each movement type states."""

from __future__ import annotations

from tests.loaders.samples import sample, told


def test_a_list_of_material_documents_states_every_kind_of_movement() -> None:
    seen = told(sample("sap-mb51"))

    assert (seen.profile, seen.encoding) == ("sap-mb51", "utf-8-sig")
    assert seen.facts == {
        "2026/4900000001/1": {
            "own/opening stock -SUPPLIED-> own/1002/K-0 5 kg at 2026-09-30T16:00Z",
        },
        "2026/4900000010/2": {
            "own/1001/0000012345 -RELEASED-> SAP/quality inspection 1500 kg at 2026-10-01T16:00Z",
        },
        "2026/4900000011/1": {
            "own/1001/0000012345 -CONSUMED-> own/1000042 1000 kg at 2026-10-02T16:00Z",
        },
        "2026/4900000011/2": {
            "own/1002/K-2 -CONSUMED-> own/1000042 5 kg at 2026-10-02T16:00Z",
        },
        "2026/4900000011/3": {
            "own/1002/K-0 -CONSUMED-> own/1000042 5 kg at 2026-10-02T16:00Z",
        },
        "2026/4900000013/1": {
            (
                "own/1001/0000012345 -CONSUMED-> own/1000042 20 kg at 2026-10-02T16:00Z"
                " (role=return)"
            ),
        },
        "2026/4900000014/1": {
            (
                "own/1000042 -PRODUCED-> own/2009/W-77 30.5 kg at 2026-10-02T16:00Z"
                " (role=by-product)"
            ),
        },
        "2026/4900000015/1": {
            "own/2001/M-77 -CONSUMED-> own/2026/4900000015/1 100 kg at 2026-10-03T16:00Z",
            "own/2026/4900000015/1 -PRODUCED-> own/3002/E-1 100 kg at 2026-10-03T16:00Z",
        },
        "2026/4900000016/1": {
            (
                "own/2001/M-77 -MOVED_TO-> own/1000/0002 500 kg at 2026-10-03T16:00Z"
                " (origin=own/1000/0001)"
            ),
        },
        "2026/4900000017/1": {
            "own/2001/M-77 -CONSUMED-> own/2026/4900000017/1 50 kg at 2026-10-03T16:00Z",
            (
                "own/2001/M-77 -MOVED_TO-> own/1000/0002 50 kg at 2026-10-03T16:00Z"
                " (origin=own/1000/0001)"
            ),
            "own/2026/4900000017/1 -PRODUCED-> own/2001/M-77B 50 kg at 2026-10-03T16:00Z",
        },
        "2026/4900000018/1": {
            (
                "own/3002/E-1 -MOVED_TO-> own/2000/in transfer 40 kg at 2026-10-04T16:00Z"
                " (origin=own/1000/0001)"
            ),
        },
        "2026/4900000019/1": {
            "own/3002/E-1 -MOVED_TO-> own/2000/0005 40 kg at 2026-10-05T16:00Z",
        },
        "2026/4900000020/2": {
            "own/2001/M-77 -HELD-> SAP/blocked 500 kg at 2026-10-04T16:00Z",
        },
        "2026/4900000021/2": {
            "own/2001/M-77 -RELEASED-> SAP/blocked 500 kg at 2026-10-05T16:00Z",
        },
        "2026/4900000022/1": {
            "own/2001/M-77 -DISPOSED-> sample 0.5 kg at 2026-10-05T16:00Z",
        },
        "2026/4900000023/2": {
            "own/2001/M-77 -MOVED_TO-> own/subcontractor/300777 300 kg at 2026-10-05T16:00Z",
        },
        "2026/4900000024/1": {
            "own/2001/M-77 -DISPOSED-> scrap 2 kg at 2026-10-06T16:00Z",
        },
        "2026/4900000026/1": {
            "own/3001/B-1 -SHIPPED_TO-> 200555 800 pcs at 2026-10-07T16:00Z (site=own/1000)",
        },
        "2026/4900000027/1": {
            "own/3001/B-1 -SHIPPED_TO-> 200556 100 pcs at 2026-10-07T16:00Z (site=own/1000)",
        },
        "2026/4900000029/1": {
            "200555 -RETURNED-> own/3001/B-1 24 pcs at 2026-10-08T16:00Z",
        },
        "2026/4900000030/1": {
            (
                "own/2001/M-77 -DISPOSED-> adjustment 1.25 kg at 2026-10-08T16:00Z"
                " (reason=inventory difference)"
            ),
        },
        "2026/4900000031/1": {
            (
                "adjustment -GAINED-> own/3002/E-1 0.3 kg at 2026-10-08T16:00Z"
                " (reason=inventory difference)"
            ),
        },
        "2026/5000000001/1": {
            "300123 -SUPPLIED-> own/1001/0000012345 1500 kg at 2026-09-30T16:00Z",
        },
        "2026/5000000002/1": {
            "300123 -SUPPLIED-> own/1002/K-1 12.5 kg at 2026-09-30T16:00Z",
        },
        "2026/5000000004/1": {
            "300123 -SUPPLIED-> own/1002/K-2 12 kg at 2026-10-01T16:00Z",
        },
        "2026/5000000005/1": {
            "own/1002/K-2 -DISPOSED-> returned to supplier 1 kg at 2026-10-02T16:00Z",
        },
        "2026/5000000006/1": {
            "own/1000042 -PRODUCED-> own/2001/M-77 960 kg at 2026-10-02T16:00Z (role=main)",
        },
        "2026/5000000007/1": {
            (
                "own/2001/M-77 -DISPOSED-> adjustment 10 kg at 2026-10-03T16:00Z"
                " (reason=production taken back)"
            ),
        },
        "2026/5000000008/1": {
            (
                "own/4500000099/10 -PRODUCED-> own/3001/B-1 1200 pcs at 2026-10-06T16:00Z"
                " (role=main)"
            ),
        },
        "2026/5000000008/2": {
            "own/2001/M-77 -CONSUMED-> own/4500000099/10 300 kg at 2026-10-06T16:00Z",
        },
    }
    assert seen.voids == {
        "SAP|consumption|2026|4900000011|3|own/1002/K-0: reversed by 262",
        "SAP|disposal|2026|4900000024|1|own/2001/M-77: reversed",
        "SAP|receipt|2026|5000000002|1|own/1002/K-1: reversed by 102",
        "SAP|shipment|2026|4900000027|1|own/3001/B-1: reversed by 602",
        "SAP|stock_gain|2026|4900000031|1|own/3002/E-1: reversed",
    }
    assert seen.described == {
        "Material own/1001: name=Rohmilch",
        "Material own/1002: name=Joghurtkultur",
        "Material own/2001: name=Joghurtmasse",
        "Material own/2009: name=Molke",
        "Material own/3001: name=Joghurt Becher",
        "Material own/3002: name=Joghurt Eimer",
        "Operation own/1000042: kind=make",
        "Operation own/1000042: order=1000042",
        "Operation own/1000042: site=own/1000",
        "Operation own/2026/4900000015/1: ended_at=2026-10-03T16:00:00Z",
        "Operation own/2026/4900000015/1: kind=relabel",
        "Operation own/2026/4900000015/1: site=own/1000",
        "Operation own/2026/4900000015/1: started_at=2026-10-03T16:00:00Z",
        "Operation own/2026/4900000017/1: ended_at=2026-10-03T16:00:00Z",
        "Operation own/2026/4900000017/1: kind=relabel",
        "Operation own/2026/4900000017/1: site=own/1000",
        "Operation own/2026/4900000017/1: started_at=2026-10-03T16:00:00Z",
        "Operation own/4500000099/10: kind=make",
        "Operation own/4500000099/10: order=4500000099",
        "Operation own/4500000099/10: site=own/subcontractor/300777",
        "Supplier own/opening stock: kind=opening stock",
        "Supplier own/opening stock: name=Opening stock",
    }
    assert seen.skipped == {
        8: "the issuing line of a transfer, whose receiving line is read",
        19: "the receiving line of a transfer, whose issuing line is read",
        21: "the receiving line of a transfer, whose issuing line is read",
        24: "the receiving line of a transfer, whose issuing line is read",
        26: "the receiving line of a transfer, whose issuing line is read",
        28: "the issuing line of a transfer, whose receiving line is read",
        30: "the issuing line of a transfer, whose receiving line is read",
        32: "the header, repeated",
        34: "the issuing line of a transfer, whose receiving line is read",
        46: "the material is not managed in batches",
        47: "a line of totals",
    }
    assert seen.rejected == {}


def test_a_table_of_material_documents_names_the_suppliers_lots() -> None:
    seen = told(sample("sap-mseg"))

    assert (seen.profile, seen.encoding) == ("sap-mseg", "utf-8-sig")
    assert seen.facts == {
        "2026/4900000011/1": {
            "own/1001/0000012345 -CONSUMED-> own/1000042 1000 kg at 2026-10-02T16:00Z",
        },
        "2026/4900000011/2": {
            "own/1002/K-2 -CONSUMED-> own/1000042 5 kg at 2026-10-02T16:00Z",
        },
        "2026/4900000013/1": {
            (
                "own/1001/0000012345 -CONSUMED-> own/1000042 20 kg at 2026-10-02T16:00Z"
                " (role=return)"
            ),
        },
        "2026/4900000015/1": {
            "own/2001/M-77 -CONSUMED-> own/2026/4900000015/1 100 kg at 2026-10-03T16:00Z",
            "own/2026/4900000015/1 -PRODUCED-> own/3002/E-1 100 kg at 2026-10-03T16:00Z",
        },
        "2026/4900000020/2": {
            "own/2001/M-77 -HELD-> SAP/blocked 960 kg at 2026-10-04T16:00Z",
        },
        "2026/4900000026/1": {
            "own/2001/M-77 -SHIPPED_TO-> 200555 800 kg at 2026-10-07T16:00Z (site=own/1000)",
        },
        "2026/4900000028/1": {
            "200555 -RETURNED-> own/2001/M-77 50 kg at 2026-10-07T16:00Z",
        },
        "2026/4900000031/1": {
            (
                "adjustment -GAINED-> own/1002/K-2 0.3 kg at 2026-10-08T16:00Z"
                " (reason=inventory difference)"
            ),
        },
        "2026/5000000001/1": {
            "300123 -SUPPLIED-> 300123/1001/MILK-0815 1500 kg at 2026-09-30T16:00Z",
            (
                "300123/1001/MILK-0815 -CONSUMED-> own/2026/5000000001/1 1500 kg"
                " at 2026-09-30T16:00Z"
            ),
            "own/2026/5000000001/1 -PRODUCED-> own/1001/0000012345 1500 kg at 2026-09-30T16:00Z",
        },
        "2026/5000000002/1": {
            "300123 -SUPPLIED-> 300123/1002/C1 12.5 kg at 2026-09-30T16:00Z",
            "300123/1002/C1 -CONSUMED-> own/2026/5000000002/1 12.5 kg at 2026-09-30T16:00Z",
            "own/2026/5000000002/1 -PRODUCED-> own/1002/K-1 12.5 kg at 2026-09-30T16:00Z",
        },
        "2026/5000000004/1": {
            "300123 -SUPPLIED-> own/1002/K-2 12 kg at 2026-10-01T16:00Z",
        },
        "2026/5000000006/1": {
            "own/1000042 -PRODUCED-> own/2001/M-77 960 kg at 2026-10-02T16:00Z (role=main)",
        },
    }
    assert seen.voids == {
        "SAP|consumption|2026|4900000011|2|own/1002/K-2: reversed by 262",
        "SAP|consumption|2026|4900000015|1|own/2001/M-77: reversed by 310",
        "SAP|consumption|2026|5000000002|1|300123/1002/C1: reversed by 102",
        "SAP|hold|2026|4900000020|2|own/2001/M-77: reversed",
        "SAP|production|2026|4900000015|1|own/3002/E-1: reversed by 310",
        "SAP|production|2026|5000000002|1|own/1002/K-1: reversed by 102",
        "SAP|receipt|2026|5000000002|1|300123/1002/C1: reversed by 102",
        "SAP|stock_gain|2026|4900000031|1|own/1002/K-2: reversed",
    }
    assert seen.described == {
        "Batch own/1002/K-2: expires_on=2027-01-31",
        "Batch own/1002/K-2: made_at=2026-08-31T16:00:00Z",
        "Batch own/2001/M-77: expires_on=2026-11-03",
        "Batch own/2001/M-77: made_at=2026-10-02T16:00:00Z",
        "Material own/1001: unit=kg",
        "Material own/1002: unit=kg",
        "Material own/2001: unit=kg",
        "Operation own/1000042: kind=make",
        "Operation own/1000042: order=1000042",
        "Operation own/1000042: site=own/1000",
        "Operation own/2026/4900000015/1: ended_at=2026-10-03T16:00:00Z",
        "Operation own/2026/4900000015/1: kind=relabel",
        "Operation own/2026/4900000015/1: site=own/1000",
        "Operation own/2026/4900000015/1: started_at=2026-10-03T16:00:00Z",
        "Operation own/2026/5000000001/1: ended_at=2026-09-30T16:00:00Z",
        "Operation own/2026/5000000001/1: kind=receive",
        "Operation own/2026/5000000001/1: order=4500000010",
        "Operation own/2026/5000000001/1: site=own/1000",
        "Operation own/2026/5000000001/1: started_at=2026-09-30T16:00:00Z",
        "Operation own/2026/5000000002/1: ended_at=2026-09-30T16:00:00Z",
        "Operation own/2026/5000000002/1: kind=receive",
        "Operation own/2026/5000000002/1: order=4500000010",
        "Operation own/2026/5000000002/1: site=own/1000",
        "Operation own/2026/5000000002/1: started_at=2026-09-30T16:00:00Z",
    }
    assert seen.skipped == {
        12: "the receiving line of a transfer, whose issuing line is read",
        14: "the other line of a reversed transfer",
        15: "the issuing line of a transfer, whose receiving line is read",
        18: "the other line of a reversed transfer",
    }
    assert seen.rejected == {}


def test_the_batch_master_links_the_suppliers_lot_to_the_own_batch() -> None:
    seen = told(sample("sap-mch1"))

    assert (seen.profile, seen.encoding) == ("sap-mch1", "utf-8-sig")
    assert seen.facts == {
        "MCH1/1001/0000012345": {
            "300123 -SUPPLIED-> 300123/1001/MILK-0815",
            "300123/1001/MILK-0815 -CONSUMED-> own/MCH1/1001/0000012345",
            "own/MCH1/1001/0000012345 -PRODUCED-> own/1001/0000012345",
        },
    }
    assert seen.voids == set()
    assert seen.described == {
        "Batch own/1001/0000012345: expires_on=2026-10-08",
        "Batch own/2001/M-77: expires_on=2026-11-03",
        "Batch own/2001/M-77: made_at=2026-10-02T16:00:00Z",
        "Batch own/2001/M-77: status=restricted",
        "Operation own/MCH1/1001/0000012345: kind=receive",
    }
    assert seen.skipped == {}
    assert seen.rejected == {}


def test_a_list_of_deliveries_states_what_has_left() -> None:
    seen = told(sample("sap-deliveries"))

    assert (seen.profile, seen.encoding) == ("sap-deliveries", "utf-8-sig")
    assert seen.facts == {
        "80000101/900001": {
            "own/3001/B-1 -SHIPPED_TO-> 200555 1152 pcs at 2026-10-07T16:00Z (site=own/1000)",
        },
        "80000101/900002": {
            "own/3001/B-2 -SHIPPED_TO-> 200555 48 pcs at 2026-10-07T16:00Z (site=own/1000)",
        },
        "80000102/10": {
            "own/3002/E-1 -SHIPPED_TO-> 200556 12.5 kg at 2026-10-08T16:00Z (site=own/1000)",
        },
    }
    assert seen.voids == set()
    assert seen.described == {
        "Customer 200555: name=Kaufladen Nord",
        "Customer 200556: name=Mensa Süd",
        "Material own/3001: name=Yoghurt, cups",
        "Material own/3002: name=Yoghurt, buckets",
    }
    assert seen.skipped == {
        4: "the line names no batch",
        6: "the goods have not left yet",
        7: "a line of totals",
    }
    assert seen.rejected == {}
