"""GEMD: materials by the processes that made them, of an own sample and of a baked cake."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genealogy.errors import FileRefused
from genealogy.facts import (
    Consumption,
    Measurement,
    OperatorAssignment,
    ProcessValue,
    Production,
)
from loaders.formats import formats
from loaders.formats.gemd import FORMAT, read
from tests.loaders.formats.json_mutations import (
    check_readable,
    edges,
    facts,
    mutated,
    rejections,
    skipped,
    told,
    written,
)


def link(name: str) -> dict[str, Any]:
    return {"type": "link_by_uid", "scope": "lab", "id": name}


def thing(kind: str, name: str, **more: object) -> dict[str, Any]:
    return {"type": kind, "name": name, "uids": {"lab": name, "auto": f"a-{name}"}, **more}


def real(value: float, units: str, kind: str = "nominal_real") -> dict[str, Any]:
    return {"type": kind, "nominal": value, "units": units}


SAMPLE: dict[str, Any] = {
    "context": [
        thing("material_spec", "dough spec"),
        thing("material_run", "dough", process=link("mixing")),
        thing(
            "process_run",
            "mixing",
            source={
                "type": "performed_source",
                "performed_by": "ann",
                "performed_date": "2026-1-1",
            },
            conditions=[{"name": "speed", "value": real(3, "rpm")}],
        ),
        thing("material_run", "flour", process=None),
        thing(
            "ingredient_run",
            "the flour",
            material=link("flour"),
            process=link("mixing"),
            absolute_quantity=real(0.5, "kilogram"),
            mass_fraction={"type": "uniform_real", "lower_bound": 0.6, "upper_bound": 0.7},
        ),
        thing(
            "measurement_run",
            "tasting",
            material=link("dough"),
            properties=[
                {"name": "taste", "value": {"type": "nominal_categorical", "category": "fine"}},
                {"name": "warmth", "value": real(-3, "celsius")},
            ],
        ),
    ],
    "object": link("dough"),
}


def test_a_process_consumed_its_ingredients_and_made_its_materials(tmp_path: Path) -> None:
    records = list(read(written(tmp_path / "a.json", SAMPLE)))

    assert edges(records, Consumption) == {("lab//flour", "lab/mixing")}
    assert edges(records, Production) == {("lab/mixing", "lab//dough")}
    assert edges(records, OperatorAssignment) == {("lab/mixing", "ann")}
    assert rejections(records) == []


def test_an_absolute_quantity_is_the_quantity_and_a_fraction_is_a_process_value(
    tmp_path: Path,
) -> None:
    found = facts(read(written(tmp_path / "a.json", SAMPLE)))

    (used,) = [each for each in found if isinstance(each, Consumption)]
    assert (used.quantity, used.unit, used.at_most) == (Decimal("0.5"), "kg", None)
    values = {each.characteristic: each for each in found if isinstance(each, ProcessValue)}
    assert set(values) == {"mass fraction of the flour", "speed"}
    assert values["mass fraction of the flour"].text == "0.6 to 0.7"
    assert values["speed"].quantity == 3


def test_a_range_of_quantity_bounds_what_was_consumed(tmp_path: Path) -> None:
    ranged = {"type": "uniform_real", "lower_bound": 1, "upper_bound": 2.5, "units": "gram"}
    sample = json.loads(json.dumps(SAMPLE))
    sample["context"][4]["absolute_quantity"] = ranged

    (used,) = [
        each
        for each in facts(read(written(tmp_path / "a.json", sample)))
        if isinstance(each, Consumption)
    ]
    assert (used.quantity, used.at_most, used.unit) == (None, Decimal("2.5"), "g")


def test_results_are_measured_as_numbers_or_as_text(tmp_path: Path) -> None:
    found = {
        each.characteristic: (each.quantity, each.text)
        for each in facts(read(written(tmp_path / "a.json", SAMPLE)))
        if type(each) is Measurement
    }

    assert found == {"taste": (None, "fine"), "warmth": (Decimal(-3), None)}


def test_an_object_goes_by_one_name_whichever_of_its_names_a_link_has(tmp_path: Path) -> None:
    sample = json.loads(json.dumps(SAMPLE))
    sample["context"][4]["material"] = {"type": "link_by_uid", "scope": "auto", "id": "a-flour"}

    there, back = (
        told(read(written(tmp_path / f"{n}.json", each))) for n, each in enumerate((SAMPLE, sample))
    )
    assert there == back


def test_a_material_that_the_document_does_not_describe_is_the_same_batch(tmp_path: Path) -> None:
    sample = json.loads(json.dumps(SAMPLE))
    del sample["context"][3]

    records = list(read(written(tmp_path / "a.json", sample)))

    assert edges(records, Consumption) == {("lab//flour", "lab/mixing")}


def test_links_hold_in_either_direction_of_the_document(tmp_path: Path) -> None:
    shuffled = json.loads(json.dumps(SAMPLE))
    random.Random(4).shuffle(shuffled["context"])
    backward = SAMPLE | {"context": SAMPLE["context"][::-1]}

    assert (
        told(read(written(tmp_path / "a.json", SAMPLE)))
        == told(read(written(tmp_path / "b.json", shuffled)))
        == told(read(written(tmp_path / "c.json", backward)))
    )


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"material": None}, "material"),
        ({"process": None}, "process"),
        ({"process": {"type": "link_by_uid", "scope": "lab"}}, "id"),
        ({"material": {"name": "flour"}}, "material"),
        ({"uids": {}}, "uids"),
        ({"absolute_quantity": {"type": "nominal_real", "nominal": "much"}}, "nominal"),
        ({"absolute_quantity": {"type": "new_kind"}}, "absolute_quantity"),
        ({"absolute_quantity": real(-1, "gram")}, "nominal"),
    ],
)
def test_an_ingredient_that_is_not_whole_is_rejected(
    tmp_path: Path, change: dict[str, Any], column: str
) -> None:
    sample = json.loads(json.dumps(SAMPLE))
    sample["context"][4] |= change

    records = list(read(written(tmp_path / "a.json", sample)))

    assert [each.column for each in rejections(records)] == [column]
    assert edges(records, Consumption) == set()


def test_two_objects_of_one_name_are_told_apart_and_a_repeated_one_is_left_out(
    tmp_path: Path,
) -> None:
    sample = json.loads(json.dumps(SAMPLE))
    sample["context"] += [sample["context"][1], sample["context"][1] | {"name": "other"}]

    records = list(read(written(tmp_path / "a.json", sample)))

    assert "the same object stands earlier in the document" in skipped(records)
    assert [each.reason for each in rejections(records)] == ["names another object as well"]


@pytest.mark.parametrize("text", ['{"context": 5}', "5", '{"context": [', "[" * 100_000])
def test_a_document_without_objects_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(FileRefused):
        list(read(path))


@given(data=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_values_never_break_the_reading(tmp_path: Path, data: st.DataObject) -> None:
    check_readable(FORMAT, written(tmp_path / "a.json", mutated(data, SAMPLE)))


def test_a_cake_is_traced_to_all_that_went_into_it(shared_data: Path) -> None:
    path = shared_data / "gemd" / "cake_seed1.json"
    records = list(read(path))
    flow = nx.DiGraph([*edges(records, Consumption), *edges(records, Production)])
    names = {
        f"citrine-demo//{each['uids']['citrine-demo']}": each["name"]
        for each in json.loads(path.read_text(encoding="utf-8"))["context"]
        if each["type"] == "material_run"
    }
    (cake,) = [batch for batch, name in names.items() if name == "Cake"]

    assert rejections(records) == []
    assert nx.ancestors(flow, cake) & set(names) == set(names) - {cake}
    assert len(names) == 16
    assert nx.dag_longest_path_length(flow) == 9
    bought = {names[batch] for batch in names if not nx.ancestors(flow, batch) & set(names)}
    assert len(bought) == 10
    assert FORMAT.recognises(path.read_bytes()[:65536])


def test_only_stated_quantities_of_the_cake_are_quantities(shared_data: Path) -> None:
    path = shared_data / "gemd" / "cake_seed1.json"
    stated = [
        each["absolute_quantity"]
        for each in json.loads(path.read_text(encoding="utf-8"))["context"]
        if each["type"] == "ingredient_run"
    ]
    used = [each for each in facts(read(path)) if isinstance(each, Consumption)]

    assert len(used) == len(stated) == 18
    assert sum(each.quantity is not None for each in used) == sum(map(bool, stated))


def test_the_format_is_one_of_those_that_are_known() -> None:
    assert FORMAT in formats()
    assert FORMAT.recognises(json.dumps(SAMPLE).encode())
    assert not FORMAT.recognises(b'[{"model": "stock.stockitem"}]')
