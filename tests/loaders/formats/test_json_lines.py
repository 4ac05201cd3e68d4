"""JSON Lines: one statement a line, each checked by itself."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genealogy.facts import (
    DESCRIBED,
    FACTS,
    Consumption,
    Description,
    Measurement,
    Production,
    Void,
    own_fields,
)
from genealogy.nouns import Noun
from loaders.formats import formats
from loaders.formats.json_lines import FORMAT, outcome_of, read
from loaders.part import Record
from loaders.profile_sections import end_words, word_of
from tests.loaders.formats.json_mutations import check_readable, mutated, rejections, statements

MILK = {"party": "own", "item": "milk", "lot": "L-00012"}
USED: dict[str, Any] = {
    "kind": "consumption",
    "key": ["D-1", "1"],
    "batch": MILK,
    "operation": ["own", "MO-7"],
    "quantity": 12.5,
    "unit": "KG",
    "occurred": "2026-10-01T08:00:00+08:00",
}


def lines(path: Path, *each: object) -> list[Record]:
    """The records of a file with these lines."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in each)
    path.write_text(text, encoding="utf-8")
    return list(read(path))


def test_a_line_states_a_consumption(tmp_path: Path) -> None:
    (fact,) = statements(lines(tmp_path / "a.jsonl", USED))

    assert fact == Consumption(
        key="genealogy|consumption|D-1|1|own/milk/L-00012",
        source="own/milk/L-00012",
        target="own/MO-7",
        quantity=Decimal("12.5"),
        unit="kg",
        occurred_at=datetime(2026, 10, 1, tzinfo=UTC),
        document="D-1/1",
    )


def test_a_line_of_a_named_source_has_the_key_that_a_profile_of_that_source_would_give(
    tmp_path: Path,
) -> None:
    (fact,) = statements(lines(tmp_path / "a.jsonl", USED | {"source": "MES"}))

    assert isinstance(fact, Consumption)
    assert fact.key == "MES|consumption|D-1|1|own/milk/L-00012"


def test_a_number_is_kept_as_it_is_written_and_a_longer_one_is_rejected(tmp_path: Path) -> None:
    long = json.dumps(USED).replace("12.5", "0.12345678901234567890")
    records = lines(tmp_path / "a.jsonl", json.dumps(USED).replace("12.5", "0.1"), long)

    (fact,) = statements(records)
    assert isinstance(fact, Consumption) and fact.quantity == Decimal("0.1")
    assert [each.column for each in rejections(records)] == ["quantity"]


def test_a_lot_whose_item_is_not_known_is_pending_and_one_that_names_itself_is_not(
    tmp_path: Path,
) -> None:
    unknown = USED | {"batch": MILK | {"item": None}}
    alone = USED | {"batch": MILK | {"item": ""}}

    found = statements(lines(tmp_path / "a.jsonl", unknown, alone))

    assert [each.source for each in found if isinstance(each, Consumption)] == [
        "own/?/L-00012",
        "own//L-00012",
    ]


def test_a_measurement_may_be_below_zero_and_is_named_by_its_key(tmp_path: Path) -> None:
    measured = {
        "kind": "measurement",
        "key": "QC-1",
        "batch": {"party": "own", "item": "ice", "serial": "7"},
        "characteristic": "temperature",
        "quantity": "-18.5",
        "high": -18,
        "unit": "C",
        "verdict": "passed",
    }
    (fact,) = statements(lines(tmp_path / "a.jsonl", measured))

    assert isinstance(fact, Measurement)
    assert fact.target == fact.key == "genealogy|measurement|QC-1|own/ice/%237".replace("%23", "#")
    assert (fact.quantity, fact.high) == (Decimal("-18.5"), Decimal(-18))


def test_a_line_describes_a_node(tmp_path: Path) -> None:
    found = statements(
        lines(
            tmp_path / "a.jsonl",
            {"describe": "operation", "id": ["own", "MO-7"], "kind": "make", "order": "MO-7"},
            {"describe": "batch", "batch": MILK, "expires": "2026-12-01", "stated_quantity": "5"},
            {"describe": "material", "party": "own", "item": "milk", "unit": "公斤"},
        )
    )

    assert found == [
        Description(
            noun=Noun.OPERATION, id="own/MO-7", properties={"kind": "make", "order": "MO-7"}
        ),
        Description(
            noun=Noun.BATCH,
            id="own/milk/L-00012",
            properties={"expires_on": "2026-12-01", "stated_quantity": 5.0},
        ),
        Description(noun=Noun.MATERIAL, id="own/milk", properties={"unit": "kg"}),
    ]


def test_a_void_takes_back_the_fact_with_its_key(tmp_path: Path) -> None:
    named = {key: USED[key] for key in ("key", "batch", "operation")}
    fact, void = statements(
        lines(tmp_path / "a.jsonl", USED, {"void": "consumption", "reason": "reversed", **named})
    )

    assert isinstance(fact, Consumption) and isinstance(void, Void)
    assert (void.key, void.kind, void.source, void.target) == (
        fact.key,
        Consumption,
        fact.source,
        fact.target,
    )


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"kind": "eating"}, "kind", "is no kind of fact"),
        ({"colour": "red"}, "colour", "is no word of a consumption"),
        ({"key": []}, "key", "is missing"),
        ({"key": [["D"]]}, "key", "is not a text"),
        ({"operation": None}, "operation", "is missing"),
        ({"batch": None}, "batch.party", "is missing"),
        ({"batch": "L1"}, "batch", "is not an object"),
        ({"batch": {"party": "own", "lot": "1"}}, "batch.item", "null where the item is not known"),
        ({"batch": MILK | {"serial": "1"}}, "batch.lot", "either a lot or a serial"),
        ({"batch": MILK | {"lot": 1.0}}, "batch.lot", "is not a text"),
        ({"batch": MILK | {"lots": "1"}}, "batch.lots", "is no part of a batch"),
        ({"quantity": -1}, "quantity", "cannot be negative"),
        ({"quantity": "1,5"}, "quantity", "is not a number"),
        ({"quantity": True}, "quantity", "is not a number"),
        ({"occurred": "2026-10-01T08:00:00"}, "occurred", "has no time zone"),
        ({"occurred": "yesterday"}, "occurred", "is not an ISO 8601 date"),
        ({"probability": 2}, "probability", "is not between 0 and 1"),
        ({"unit": "\ud800"}, "unit", "has characters that no text can have"),
    ],
)
def test_a_wrong_line_is_rejected_with_the_key_at_fault_and_the_others_are_loaded(
    tmp_path: Path, change: dict[str, Any], column: str, said: str
) -> None:
    records = lines(tmp_path / "a.jsonl", USED | change, USED)

    (why,) = rejections(records)
    assert why.column == column
    assert said in why.reason
    assert len(statements(records)) == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"kind": "consumption",', "it is no JSON"),
        ('{"kind": "consumption", "kind": "production"}', 'has the key "kind" twice'),
        ("[1, 2]", "is not an object"),
        ("[" * 100_000, "it is nested too deeply"),
        ('{"a": "' + "x" * 1_000_001 + '"}', "has more than 1,000,000 bytes"),
        ("{}", 'has neither "kind" nor "describe" nor "void"'),
    ],
)
def test_a_line_that_is_no_statement_is_rejected(tmp_path: Path, line: str, said: str) -> None:
    records = lines(tmp_path / "a.jsonl", line, USED)

    (why,) = rejections(records)
    assert said in why.reason
    assert [record.number for record in records] == [1, 2]


def test_blank_lines_and_a_byte_order_mark_are_no_lines_and_numbers_are_those_of_the_file(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes(b"\xef\xbb\xbf\r\n\n" + json.dumps(USED).encode() + b"\r\n\n\xff\n")

    records = list(read(path))

    assert [record.number for record in records] == [3, 5]
    assert [each.reason for each in rejections(records)] == ["the line is not UTF-8"]


def test_every_kind_of_fact_and_every_noun_can_be_written(tmp_path: Path) -> None:
    wanted = []
    for kind, fact in FACTS.items():
        ends = {end: f"a {end}" for end in end_words(kind) if end not in ("batch", "measurement")}
        own = {word_of(name): None for name in own_fields(fact)}
        batch = {"batch": MILK} if "batch" in end_words(kind) else {}
        wanted.append({"kind": kind, "key": ["D"], **ends, **batch, **own})
    for noun, names in DESCRIBED.items():
        by = {Noun.BATCH: {"batch": MILK}, Noun.MATERIAL: {"party": "own", "item": "m"}}
        name = {"name": "a name"} if "name" in names else {"order": "1"}
        wanted.append({"describe": noun.value.lower(), **by.get(noun, {"id": "x"}), **name})

    records = lines(tmp_path / "a.jsonl", *wanted)

    assert rejections(records) == []
    assert len(statements(records)) == len(FACTS) + len(DESCRIBED)


def test_the_document_names_every_kind_of_fact_with_its_ends_and_words() -> None:
    text = (Path(__file__).parents[3] / "docs" / "json-lines.md").read_text(encoding="utf-8")

    for kind, fact in FACTS.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{kind}` |"))
        words = [end for end in end_words(kind) if end != "measurement"]
        words += [word_of(name) for name in own_fields(fact)]
        assert re.findall(r"`(\w+)`", row)[1:] == words


def test_the_examples_of_the_document_are_statements(tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "docs" / "json-lines.md").read_text(encoding="utf-8")
    examples = [line for line in text.splitlines() if line.startswith("{")]

    records = lines(tmp_path / "a.jsonl", *examples)

    assert len(examples) > 3
    assert rejections(records) == []


def test_the_format_is_known_by_its_ending_and_its_first_character() -> None:
    assert FORMAT in formats()
    assert FORMAT.recognises(b'\xef\xbb\xbf\n {"kind"')
    assert not FORMAT.recognises(b"a,b,c")


@given(data=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_lines_never_break_the_reading(tmp_path: Path, data: st.DataObject) -> None:
    produced = {
        "kind": "production",
        "key": ["D", "2"],
        "operation": "MO",
        "batch": MILK,
        "role": "main",
        "probability": 0.5,
        "changed": "2026-10-01T08:00:00Z",
    }
    described = {"describe": "operation", "id": "MO", "started": "2026-10-01T08:00:00Z"}
    document = mutated(data, [USED, produced, described])
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in document), encoding="utf-8")

    check_readable(FORMAT, path)


@given(st.binary(max_size=200))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_to_their_end(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)

    check_readable(FORMAT, path)


def test_production_keeps_its_role(tmp_path: Path) -> None:
    line = {"kind": "production", "key": "1", "operation": "MO", "batch": MILK, "role": "scrap"}

    (fact,) = statements(lines(tmp_path / "a.jsonl", line))

    assert isinstance(fact, Production) and fact.role == "scrap"


def test_one_line_alone_states_what_it_states_in_a_file(tmp_path: Path) -> None:
    for line in (json.dumps(USED), "{", "", '{"kind": "eating"}', "\N{PILE OF POO}"):
        records = lines(tmp_path / "a.jsonl", line)
        outcome = outcome_of(line.encode())

        assert [each.outcome for each in records] == ([outcome] if line else [])
        assert isinstance(outcome, tuple) == (line == json.dumps(USED))
