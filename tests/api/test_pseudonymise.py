"""`genealogy pseudonymise`: the name is gone from answers, trail and rejected rows; all else is."""

from __future__ import annotations

import json

import pytest

from office.place import FILE
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.shell import ROOT, Shell

NAME, CONTACT = "Kaufhof Süd", "+49 30 23125 601"
REASON = ("--reason", "request of 2026-11-20")


@pytest.fixture
def plant(alone: Shell) -> Shell:
    """The demo's plant, with a rejected row and a question that name a customer."""
    write_csv(alone.folder / "rows.csv", CONSUMPTION, [("P", "1", "I", NAME, "many", "kg", NOON)])
    alone.run("load", ROOT / "demo" / "exports", "rows.csv")
    alone.run("batches", NAME)
    return alone


def test_a_name_is_forgotten_and_scope_fingerprint_and_chain_stay(plant: Shell) -> None:
    before = json.loads(plant.out("recall", "CUL-2231", "--json"))
    planned = json.loads(
        plant.out("pseudonymise", "customer:C-101", *REASON, "--dry-run", "--json")
    )
    assert NAME in plant.out("recall", "CUL-2231")
    done = json.loads(plant.out("pseudonymise", "customer:C-101", *REASON, "--json"))
    after = json.loads(plant.out("recall", "CUL-2231", "--json"))

    assert (planned["pseudonym"], planned["values"]) == (None, done["values"])
    assert planned["entries"] == done["entries"]
    assert len(done["entries"]) == len(done["rejected_rows"]) == 1
    assert after["fingerprint"] == before["fingerprint"]
    for part in before.keys() - {"customers"}:
        assert after[part] == before[part], part
    changed = {"name": done["pseudonym"], "contact": done["pseudonym"]}
    for old, new in zip(before["customers"], after["customers"], strict=True):
        expected = old | changed if old["customer_id"] == "C-101" else old
        assert {key: new[key] for key in ("customer_id", "name", "contact")} == {
            key: expected[key] for key in ("customer_id", "name", "contact")
        }
    for words in (("rejected", "--json"), ("audit", "list", "--most", "999"), ("recall", "1401")):
        told = plant.run(*words)
        assert NAME not in told.stdout + told.stderr
        assert CONTACT not in told.stdout + told.stderr
    assert NAME.encode() not in (plant.data / FILE).read_bytes()

    verified = json.loads(plant.out("audit", "verify", "--json"))
    assert (verified["faults"], verified["erased"]) == ([], 1)
    (erased,) = json.loads(plant.out("audit", "list", "--action", "audit.erased", "--json"))
    assert erased["details"]["numbers"] == done["entries"]
    assert erased["details"]["reason"] == REASON[1]

    again = json.loads(plant.out("pseudonymise", "customer:C-101", *REASON, "--json"))
    assert (again["pseudonym"], again["values"], again["entries"]) == (done["pseudonym"], 0, [])
    plant.run("load", ROOT / "demo" / "exports")
    assert NAME not in plant.out("recall", "CUL-2231")


@pytest.mark.parametrize(
    "words",
    [
        ("customer:C-101",),
        ("C-101", *REASON),
        ("customer:", *REASON),
        ("batch:CUL-2231", *REASON),
        ("customer:nobody", *REASON),
        ("customer:C-101", "--reason", " "),
    ],
)
def test_wrong_usage_is_2(words: tuple[str, ...], demo: Shell) -> None:
    done = demo.run("pseudonymise", *words)

    assert (done.returncode, done.stdout) == (2, "")


def test_a_reason_that_names_the_person_is_refused_and_kept_nowhere(plant: Shell) -> None:
    words = ("pseudonymise", "customer:C-101", "--reason", f"request of {NAME.upper()}, by mail")
    done = plant.run(*words)

    assert done.returncode == 2
    assert "say it without" in done.stderr
    assert "by mail" not in plant.out("audit", "list", "--json", "--most", "10000")
    assert NAME in plant.out("recall", "CUL-2231")
