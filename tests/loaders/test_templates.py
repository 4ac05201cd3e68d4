"""Templates: files to fill in, which load back as they are, in both languages and formats."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from genealogy.engine.database import Database
from genealogy.facts import DESCRIBED, FACTS, WORDS, Description, Fact, Statement, Void
from genealogy.identity import parse_batch_id
from loaders.finding import read_parts
from loaders.loading import load
from loaders.part import Outcome, Rejection
from loaders.profile import builtin_profiles
from loaders.templates import Language, Template, templates, write_templates
from tests.loaders.exports import write_csv
from tests.shell import Shell

LANGUAGES: tuple[Language, ...] = ("en", "zh")
PROFILES = builtin_profiles()
TEMPLATES = {each.name: each for each in templates("en")}
STATES_FACTS = [name for name in TEMPLATES if PROFILES[name].fact]
A_RECEIPT_WITH_BOTH_LOTS = ["receipt", "consumption", "production"]


def outcomes(path: Path) -> list[Outcome]:
    """What each row of the file states, by the profile that its header chooses."""
    (part,), unknown = read_parts(path, None if path.suffix == ".jsonl" else PROFILES)
    assert unknown == []
    return [record.outcome for record in part.records()]


def stated(path: Path) -> list[Statement]:
    """Everything that the rows of the file state; none may be rejected."""
    found: list[Statement] = []
    for outcome in outcomes(path):
        assert isinstance(outcome, tuple), outcome
        found += outcome
    return found


def filled(name: str, path: Path, **instead: str) -> Path:
    """The first example row of a template with other cells, as a CSV."""
    form = TEMPLATES[name]
    row = dict(zip(form.headings, form.examples[0], strict=True)) | instead
    return write_csv(path, list(row), [list(row.values())])


def need(form: Template, heading: str) -> str:
    """What the notes say of a column: whether it is needed."""
    (told,) = [note[1] for note in form.notes if note[0] == heading]
    return told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_loads_back_as_it_is_without_a_word(
    language: Language, tmp_path: Path
) -> None:
    written = write_templates(tmp_path / "forms", language)

    run = load(None, [tmp_path / "forms"])

    assert sorted(each.profile for each in run.receipts) == sorted([*TEMPLATES, *TEMPLATES])
    assert {each.file for each in run.receipts} == {path.name for path in written}
    assert (run.refused, run.notes, run.ignored, run.rows_open) == ([], [], [], 0)
    assert not [warning for each in run.receipts for warning in each.warnings]


def test_both_languages_and_both_formats_state_the_same(tmp_path: Path) -> None:
    english, chinese = tmp_path / "en", tmp_path / "zh"
    for path in write_templates(english, "en"):
        assert stated(path) == stated(path.with_suffix(".csv")), path.name
    for path in write_templates(chinese, "zh"):
        assert stated(path) == stated(english / path.name), path.name


@pytest.mark.parametrize("name", TEMPLATES)
def test_an_example_row_states_the_one_thing_that_it_names(name: str, tmp_path: Path) -> None:
    (path,) = [
        path
        for path in write_templates(tmp_path, "en")
        if path.name == f"{name.removeprefix('template-')}.csv"
    ]
    for row, outcome in zip(TEMPLATES[name].examples, outcomes(path), strict=True):
        assert isinstance(outcome, tuple)
        facts = [WORDS[type(each)] for each in outcome if isinstance(each, Fact)]
        described = [each.noun.value.lower() for each in outcome if isinstance(each, Description)]
        if name == "template-receipts":
            assert (facts, described) == (A_RECEIPT_WITH_BOTH_LOTS, ["operation"])
        else:
            assert facts + described == [row[0]]


def test_the_templates_can_state_every_fact_and_every_property() -> None:
    profiles = [PROFILES[name] for name in TEMPLATES]

    assert {fact.kind for profile in profiles for fact in profile.fact} == set(FACTS)
    told: dict[str, set[str]] = {}
    for profile in profiles:
        for part in profile.describe:
            told.setdefault(part.noun, set()).update(part.values)
    for noun, properties in DESCRIBED.items():
        words = {name.removesuffix("_at").removesuffix("_on") for name in properties}
        assert words <= told[noun.value.lower()], noun


def test_every_column_of_a_template_can_be_filled_and_is_explained() -> None:
    for language in LANGUAGES:
        for form in templates(language):
            assert [note[0] for note in form.notes] == list(form.headings)
            assert all(all(note) for note in form.notes)
            assert len(set(form.headings)) == len(form.headings)


def test_the_notes_tell_what_is_needed() -> None:
    consumption, containers = TEMPLATES["template-consumption"], TEMPLATES["template-containers"]

    needs = {name: need(consumption, name) for name in ("Lot", "Quantity", "Role")}
    assert needs == {"Lot": "yes", "Quantity": "recommended", "Role": "no"}
    assert need(containers, "Lot") == "for packing, unpacking"
    assert need(containers, "Outer Container") == "for nesting, unnesting"


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_cell_that_is_needed_cannot_be_left_empty_and_others_can(
    name: str, tmp_path: Path
) -> None:
    form = TEMPLATES[name]
    for heading in form.headings:
        path = filled(name, tmp_path / "one.csv", **{heading: ""})
        (outcome,) = outcomes(path)
        if need(form, heading) == "yes":
            assert outcome == () or isinstance(outcome, Rejection)
        elif not need(form, heading).startswith("for "):
            assert isinstance(outcome, tuple)
            assert outcome


@pytest.mark.parametrize("name", STATES_FACTS)
def test_a_row_that_names_no_known_fact_is_rejected(name: str, tmp_path: Path) -> None:
    (outcome,) = outcomes(filled(name, tmp_path / "odd.csv", Fact="eating"))

    assert isinstance(outcome, Rejection)
    assert (outcome.column, outcome.text) == ("Fact", "eating")


def test_an_empty_party_is_the_plant_itself(tmp_path: Path) -> None:
    def party(text: str) -> str:
        path = filled("template-production", tmp_path / "one.csv", Party=text)
        ((fact,),) = outcomes(path)  # type: ignore[misc]
        assert isinstance(fact, Fact)
        return parse_batch_id(fact.target).party

    assert party("") == "own"
    assert party("S-9") == "S-9"


def test_a_receipt_without_the_supplier_s_lot_is_of_the_lot_itself(tmp_path: Path) -> None:
    row = {"Supplier Lot": "", "Party": "S-9", "Supplier": "S-9"}
    (fact,) = stated(filled("template-receipts", tmp_path / "one.csv", **row))

    assert isinstance(fact, Fact)
    assert (fact.source, fact.target) == ("S-9", "S-9/EXAMPLE-SALT/EXAMPLE-SALT-1")


def test_a_row_of_a_template_is_taken_back_by_a_line_of_json(tmp_path: Path) -> None:
    (fact,) = stated(filled("template-consumption", tmp_path / "one.csv"))
    assert isinstance(fact, Fact)
    line = {
        "void": "consumption",
        "key": ["EXAMPLE-I-7", "1"],
        "batch": {"party": "own", "item": "EXAMPLE-SALT", "lot": "EXAMPLE-SALT-1"},
        "operation": ["own", "EXAMPLE-MO-7"],
        "reason": "cancelled",
    }
    (tmp_path / "void.jsonl").write_text(json.dumps(line), encoding="utf-8")
    (void,) = stated(tmp_path / "void.jsonl")

    assert isinstance(void, Void)
    assert (void.key, void.source, void.target) == (fact.key, fact.source, fact.target)


def test_the_examples_are_in_the_graph_once(embedded_database: Database, tmp_path: Path) -> None:
    paths = write_templates(tmp_path, "en")
    facts = {
        each.key
        for path in paths
        if path.suffix == ".csv"
        for each in stated(path)
        if isinstance(each, Fact)
    }

    first, second = (load(embedded_database, [tmp_path]) for _ in range(2))

    assert sum(each.facts_new for each in first.receipts) == len(facts)
    assert not [each for each in first.receipts if each.sheet and each.facts_new]
    assert not [each for each in second.receipts if each.facts_new]


# The command


def test_the_command_writes_what_loads_and_overwrites_nothing(tmp_path: Path) -> None:
    shell = Shell(tmp_path, tmp_path / "data")
    listed = shell.out("templates", "forms").splitlines()
    assert len(listed) == 2 * len(TEMPLATES)
    assert all((tmp_path / line).is_file() for line in listed)

    mine = tmp_path / "forms" / "consumption.csv"
    mine.write_text("my own rows", encoding="utf-8")
    before = {path: path.read_bytes() for path in (tmp_path / "forms").iterdir()}
    done = shell.run("templates", "forms", "--language", "zh")

    assert done.returncode == 2
    assert "consumption.csv" in done.stderr
    assert "nothing was written" in done.stderr
    assert {path: path.read_bytes() for path in (tmp_path / "forms").iterdir()} == before


def test_the_command_writes_chinese_headings(tmp_path: Path) -> None:
    shell = Shell(tmp_path, tmp_path / "data")
    shell.out("templates", "forms", "--language", "zh")

    with (tmp_path / "forms" / "consumption.csv").open(encoding="utf-8-sig", newline="") as file:
        header, row = csv.reader(file)
    assert header[:4] == ["事实", "单据号", "行号", "工序"]
    assert row[0] == "消耗"
    done = shell.run("load", "forms/consumption.csv", "--dry-run")
    assert (done.returncode, done.stderr) == (0, "dry run: nothing was written\n")


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = Shell(tmp_path, tmp_path / "data").run("templates", "file/forms")

    assert done.returncode == 2
    assert "cannot be written to" in done.stderr
