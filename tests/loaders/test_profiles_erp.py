"""The exports of Oracle, Odoo and ERPNext."""

from __future__ import annotations

from tests.loaders.samples import sample, told


def test_oracle_transactions_are_told_apart_by_type_and_sign() -> None:
    seen = told(sample("oracle-material-transactions"))

    assert (seen.profile, seen.encoding) == ("oracle-material-transactions", "utf-8-sig")
    assert seen.facts == {
        "7001": {
            "Mill North -SUPPLIED-> Mill North/RM-OATS/N-55 2000 kg at 2026-10-01T08:00Z",
            "Mill North/RM-OATS/N-55 -CONSUMED-> own/receipt/7001 2000 kg at 2026-10-01T08:00Z",
            "own/receipt/7001 -PRODUCED-> own/RM-OATS/OAT-1 2000 kg at 2026-10-01T08:00Z",
        },
        "7002": {
            "Salt Works -SUPPLIED-> own/RM-SALT/S-1 50 kg at 2026-10-01T08:05Z",
        },
        "7003": {
            (
                "own/RM-SALT/S-1 -DISPOSED-> returned to supplier 10 kg at 2026-10-01T09:00Z"
                " (reason=caked)"
            ),
        },
        "7011": {
            "own/RM-OATS/OAT-1 -MOVED_TO-> own/M1/LINE 900 kg at 2026-10-02T06:00Z",
        },
        "7020": {
            "own/RM-OATS/OAT-1 -CONSUMED-> own/JOB-12 900 kg at 2026-10-02T07:00Z",
        },
        "7021": {
            "own/RM-SALT/S-1 -CONSUMED-> own/JOB-12 4.5 kg at 2026-10-02T07:00Z",
        },
        "7022": {
            "own/RM-SALT/S-1 -CONSUMED-> own/JOB-12 0.5 kg at 2026-10-02T09:00Z (role=return)",
        },
        "7030": {
            "own/JOB-12 -PRODUCED-> own/SF-BASE/B-12 850 kg at 2026-10-02T11:00Z (role=main)",
        },
        "7031": {
            (
                "own/JOB-12 -PRODUCED-> own/SF-BASE/B-12R 20 kg at 2026-10-02T11:00Z"
                " (role=by-product)"
            ),
        },
        "7032": {
            (
                "own/SF-BASE/B-12 -DISPOSED-> adjustment 5 kg at 2026-10-02T11:30Z"
                " (reason=production taken back)"
            ),
        },
        "7040": {
            "own/SF-BASE/B-12 -CONSUMED-> own/lot transaction/9001 845 kg at 2026-10-02T12:00Z",
        },
        "7041": {
            "own/lot transaction/9001 -PRODUCED-> own/SF-BASE/B-12A 400 kg at 2026-10-02T12:00Z",
        },
        "7042": {
            "own/lot transaction/9001 -PRODUCED-> own/SF-BASE/B-12B 445 kg at 2026-10-02T12:00Z",
        },
        "7050": {
            "own/SF-BASE/B-12A -SHIPPED_TO-> C-100 380 kg at 2026-10-03T10:00Z (site=own/M1)",
        },
        "7051": {
            "C-100 -RETURNED-> own/SF-BASE/B-12A 30 kg at 2026-10-05T10:00Z (reason=damaged)",
        },
        "7060": {
            (
                "own/SF-BASE/B-12B -DISPOSED-> adjustment 1.5 kg at 2026-10-06T18:00Z"
                " (reason=Physical Inv Adjust)"
            ),
        },
        "7061": {
            (
                "adjustment -GAINED-> own/SF-BASE/B-12A 0.5 kg at 2026-10-06T18:00Z"
                " (reason=Physical Inv Adjust)"
            ),
        },
    }
    assert seen.voids == set()
    assert seen.described == {
        "Material Mill North/RM-OATS: name=Oats",
        "Material own/RM-OATS: name=Oats",
        "Material own/RM-SALT: name=Salt",
        "Material own/SF-BASE: name=Oat base",
        "Operation own/JOB-12: kind=make",
        "Operation own/JOB-12: order=JOB-12",
        "Operation own/JOB-12: site=own/M1",
        "Operation own/lot transaction/9001: ended_at=2026-10-02T12:00:00Z",
        "Operation own/lot transaction/9001: kind=split",
        "Operation own/lot transaction/9001: started_at=2026-10-02T12:00:00Z",
        "Operation own/receipt/7001: ended_at=2026-10-01T08:00:00Z",
        "Operation own/receipt/7001: kind=receive",
        "Operation own/receipt/7001: order=PO-881",
        "Operation own/receipt/7001: started_at=2026-10-01T08:00:00Z",
    }
    assert seen.skipped == {
        5: "the issuing side of a transfer, whose receiving side is read",
        20: "the item is not controlled by lots",
    }
    assert seen.rejected == {}


def test_each_parent_lot_of_an_oracle_genealogy_is_an_operation() -> None:
    seen = told(sample("oracle-lot-genealogy"))

    assert (seen.profile, seen.encoding) == ("oracle-lot-genealogy", "utf-8-sig")
    assert seen.facts == {
        "lot genealogy/FG-DRINK/D-1": {
            (
                "own/SF-BASE/B-12 -CONSUMED-> own/lot genealogy/FG-DRINK/D-1 380 kg"
                " at 2026-10-03T09:00Z"
            ),
            (
                "own/lot genealogy/FG-DRINK/D-1 -PRODUCED-> own/FG-DRINK/D-1 400 L"
                " at 2026-10-03T09:00Z"
            ),
        },
        "lot genealogy/SF-BASE/B-12": {
            (
                "own/RM-OATS/OAT-1 -CONSUMED-> own/lot genealogy/SF-BASE/B-12 900 kg"
                " at 2026-10-02T11:00Z"
            ),
            (
                "own/RM-SALT/S-1 -CONSUMED-> own/lot genealogy/SF-BASE/B-12 4 kg"
                " at 2026-10-02T11:00Z"
            ),
            (
                "own/lot genealogy/SF-BASE/B-12 -PRODUCED-> own/SF-BASE/B-12 850 kg"
                " at 2026-10-02T11:00Z"
            ),
        },
    }
    assert seen.voids == set()
    assert seen.described == {
        "Operation own/lot genealogy/FG-DRINK/D-1: kind=make",
        "Operation own/lot genealogy/SF-BASE/B-12: kind=make",
    }
    assert seen.skipped == {}
    assert seen.rejected == {}


def test_odoo_moves_are_told_apart_by_the_types_of_their_locations() -> None:
    seen = told(sample("odoo-stock-move-lines"))

    assert (seen.profile, seen.encoding) == ("odoo-stock-move-lines", "utf-8-sig")
    assert seen.facts == {
        "101": {
            "Mill North -SUPPLIED-> own/OATS/0045 1000 kg at 2026-10-01T06:00Z",
        },
        "102": {
            "own/OATS/0045 -DISPOSED-> returned to supplier 100 kg at 2026-10-01T07:00Z",
        },
        "103": {
            "own/OATS/0045 -MOVED_TO-> WH/Line 1 900 kg at 2026-10-01T08:00Z (origin=WH/Stock)",
        },
        "104": {
            "own/OATS/0045 -CONSUMED-> own/WH%2FMO%2F00012 400 kg at 2026-10-02T06:00Z",
        },
        "105": {
            "own/WH%2FMO%2F00012 -PRODUCED-> own/BASE/B-12 380 kg at 2026-10-02T10:00Z",
        },
        "106": {
            "own/BASE/B-12 -DISPOSED-> scrap 5 kg at 2026-10-02T11:00Z",
        },
        "107": {
            "own/BASE/B-12 -SHIPPED_TO-> Kaufladen Nord 300 kg at 2026-10-03T06:00Z",
        },
        "108": {
            "Kaufladen Nord -RETURNED-> own/BASE/B-12 20 kg at 2026-10-05T06:00Z",
        },
        "109": {
            "own/BASE/B-12 -DISPOSED-> adjustment 1.5 kg at 2026-10-06T06:00Z",
        },
        "110": {
            "adjustment -GAINED-> own/BASE/B-0 12 kg at 2026-10-06T06:30Z",
        },
    }
    assert seen.voids == set()
    assert seen.described == {
        "Material own/BASE: name=Oat base",
        "Material own/BASE: unit=kg",
        "Material own/OATS: name=Oats",
        "Material own/OATS: unit=kg",
        "Operation own/WH%2FMO%2F00012: kind=make",
        "Operation own/WH%2FMO%2F00012: order=WH/MO/00012",
    }
    assert seen.skipped == {
        12: "the move is not done",
        13: "the product is not tracked by lots",
    }
    assert seen.rejected == {}


def test_the_stock_ledger_of_erpnext_is_read_by_voucher_and_side() -> None:
    seen = told(sample("erpnext-stock-ledger"))

    assert (seen.profile, seen.encoding) == ("erpnext-stock-ledger", "utf-8-sig")
    assert seen.facts == {
        "MAT-DN-2026-00005": {
            "own/BASE/B-12 -SHIPPED_TO-> Kaufladen Nord 200 kg at 2026-10-03T08:00Z",
        },
        "MAT-DN-2026-00006": {
            (
                "own/BASE/B-12 -SHIPPED_TO-> customer of/MAT-DN-2026-00006 20 kg"
                " at 2026-10-03T09:00Z"
            ),
        },
        "MAT-DN-2026-00007": {
            "Kaufladen Nord -RETURNED-> own/BASE/B-12 10 kg at 2026-10-05T08:00Z",
        },
        "MAT-PRE-2026-00001": {
            (
                "supplier of/MAT-PRE-2026-00001 -SUPPLIED-> own/OATS/OAT-1 1000 kg"
                " at 2026-10-01T08:00Z"
            ),
        },
        "MAT-PRE-2026-00002": {
            "own/OATS/OAT-1 -DISPOSED-> returned to supplier 50 kg at 2026-10-01T09:00Z",
        },
        "MAT-RECO-2026-00001": {
            (
                "own/BASE/B-12 -DISPOSED-> adjustment 1.5 kg at 2026-10-06T08:00Z"
                " (reason=stock reconciliation)"
            ),
            (
                "adjustment -GAINED-> own/BASE/B-12R 0.5 kg at 2026-10-06T08:00Z"
                " (reason=stock reconciliation)"
            ),
        },
        "MAT-STE-2026-00001": {
            "own/OATS/OAT-1 -MOVED_TO-> own/WIP - P 400 kg at 2026-10-01T10:00Z",
        },
        "MAT-STE-2026-00002": {
            "own/MFG-WO-2026-00007 -PRODUCED-> own/BASE/B-12 380 kg at 2026-10-02T11:00Z",
            "own/OATS/OAT-1 -CONSUMED-> own/MFG-WO-2026-00007 400 kg at 2026-10-02T11:00Z",
        },
        "MAT-STE-2026-00003": {
            "own/BASE/B-12 -CONSUMED-> own/MAT-STE-2026-00003 100 kg at 2026-10-02T12:00Z",
            "own/MAT-STE-2026-00003 -PRODUCED-> own/BASE/B-12R 100 kg at 2026-10-02T12:00Z",
        },
        "MAT-STE-2026-00004": {
            (
                "own/BASE/B-12 -DISPOSED-> adjustment 2 kg at 2026-10-02T13:00Z"
                " (reason=material issue)"
            ),
        },
        "MAT-STE-2026-00005": {
            (
                "adjustment -GAINED-> own/BASE/B-12 1 kg at 2026-10-02T14:00Z"
                " (reason=material receipt)"
            ),
        },
    }
    assert seen.voids == set()
    assert seen.described == {
        "Material own/BASE: name=Oat base",
        "Material own/BASE: unit=kg",
        "Material own/OATS: name=Oats",
        "Material own/OATS: unit=kg",
        "Operation own/MAT-STE-2026-00003: kind=repack",
        "Operation own/MFG-WO-2026-00007: kind=make",
        "Operation own/MFG-WO-2026-00007: order=MFG-WO-2026-00007",
    }
    assert seen.skipped == {
        2: "the opening balance or totals",
        5: "the issuing line of a transfer, whose receiving line is read",
        17: "the item has no batches",
    }
    assert seen.rejected == {}


def test_stock_ledger_entries_are_read_by_sign_and_voided_when_cancelled() -> None:
    seen = told(sample("erpnext-stock-ledger-entries"))

    assert (seen.profile, seen.encoding) == ("erpnext-stock-ledger-entries", "utf-8-sig")
    assert seen.facts == {
        "MAT-DN-2026-00005": {
            (
                "own/BASE/B-12 -SHIPPED_TO-> customer of/MAT-DN-2026-00005 200 kg"
                " at 2026-10-03T08:00Z"
            ),
        },
        "MAT-PRE-2026-00001": {
            (
                "supplier of/MAT-PRE-2026-00001 -SUPPLIED-> own/OATS/OAT-1 1000 kg"
                " at 2026-10-01T08:00Z"
            ),
        },
        "MAT-RECO-2026-00002": {
            (
                "adjustment -GAINED-> own/FLAKES/F-1 2 kg at 2026-10-05T08:00Z"
                " (reason=stock reconciliation)"
            ),
        },
        "MAT-SCR-2026-00001": {
            "own/MAT-SCR-2026-00001 -PRODUCED-> own/FLAKES/F-1 60 kg at 2026-10-04T08:30Z",
            "own/OATS/OAT-1 -CONSUMED-> own/MAT-SCR-2026-00001 65 kg at 2026-10-04T08:30Z",
        },
        "MAT-STE-2026-00002": {
            "own/MAT-STE-2026-00002 -PRODUCED-> own/BASE/B-12 380 kg at 2026-10-02T11:00Z",
            "own/OATS/OAT-1 -CONSUMED-> own/MAT-STE-2026-00002 400 kg at 2026-10-02T11:00Z",
        },
    }
    assert seen.voids == {
        "ERPNext|shipment|SLE-5|own/BASE/B-12: the voucher was cancelled",
        "ERPNext|stock_gain|SLE-9|own/FLAKES/F-1: the voucher was cancelled",
    }
    assert seen.described == {
        "Material own/BASE: unit=kg",
        "Material own/FLAKES: unit=kg",
        "Material own/OATS: unit=kg",
    }
    assert seen.skipped == {}
    assert seen.rejected == {}
