"""Templates: files to fill in, of which the examples are no data, in both languages and forms."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from genealogy.engine.database import Database
from genealogy.facts import DESCRIBED, FACTS, WORDS, Description, Fact, Statement, Void
from genealogy.identity import parse_batch_id
from loaders.finding import read_parts
from loaders.loading import load
from loaders.part import Outcome, Rejection, Skipped
from loaders.profile import builtin_profiles
from loaders.shelf import Shelf
from loaders.templates import Form, Language, Template, templates, write_templates
from tests.loaders.exports import write_csv
from tests.shell import Shell

LANGUAGES: tuple[Language, ...] = ("en", "zh")
FORMS: tuple[Form, ...] = ("xlsx", "csv")
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


def own(row: tuple[str, ...]) -> list[str]:
    """An example row as somebody writes it who overwrites the examples."""
    return [cell.replace("EXAMPLE-", "OUR-") for cell in row]


def filled(name: str, path: Path, **instead: str) -> Path:
    """The first example row of a template as an own one, with other cells, as a CSV."""
    form = TEMPLATES[name]
    row = dict(zip(form.headings, own(form.examples[0]), strict=True)) | instead
    return write_csv(path, list(row), [list(row.values())])


def written(folder: Path, language: Language) -> list[Path]:
    """The forms with the examples made own rows, as CSVs."""
    folder.mkdir()
    return [
        write_csv(folder / f"{form.name}.csv", form.headings, [own(row) for row in form.examples])
        for form in templates(language)
    ]


def need(form: Template, heading: str) -> str:
    """What the notes say of a column: whether it is needed."""
    (told,) = [note[1] for note in form.notes if note[0] == heading]
    return told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_nobody_filled_in_states_nothing_and_says_so(
    language: Language, form: Form, tmp_path: Path
) -> None:
    paths = write_templates(tmp_path / "forms", language, form)

    run = load(None, [tmp_path / "forms"])

    assert sorted(each.profile for each in run.receipts) == sorted(TEMPLATES)
    assert {each.file for each in run.receipts} == {path.name for path in paths}
    assert (run.refused, run.notes, run.ignored, run.rows_open) == ([], [], [], 0)
    assert not [warning for each in run.receipts for warning in each.warnings]
    for receipt in run.receipts:
        assert receipt.skipped == {"an example row of the form": receipt.rows_read}


def test_own_rows_below_the_examples_are_loaded_without_them(tmp_path: Path) -> None:
    (path,) = [
        each for each in write_templates(tmp_path, "zh", "csv") if each.stem == "consumption"
    ]
    with path.open("a", encoding="utf-8", newline="") as file:
        row = templates("zh")[1].examples[0]
        csv.writer(file).writerows([own(row), [cell.replace("EXAMPLE", "示例") for cell in row]])

    first, second, third = outcomes(path)

    assert (first, third) == (Skipped("an example row of the form"),) * 2
    assert isinstance(second, tuple)
    assert len(second) == 1


def test_both_languages_state_the_same(tmp_path: Path) -> None:
    english = written(tmp_path / "en", "en")
    for path, other in zip(english, written(tmp_path / "zh", "zh"), strict=True):
        assert stated(path) == stated(other), path.name


def test_times_need_no_zone_where_the_site_has_one(tmp_path: Path) -> None:
    shelf = Shelf(zone="Asia/Shanghai")
    for text in ("2026-10-01 08:00", "2026/10/1 8:00", "2026年10月1日 8:00:00"):
        path = filled("template-consumption", tmp_path / "one.csv", **{"Consumed At": text})
        (part,), _ = read_parts(path, shelf=shelf)
        (record,) = part.records()
        assert isinstance(record.outcome, tuple), record.outcome
        (fact,) = record.outcome
        assert isinstance(fact, Fact)
        assert fact.occurred_at == datetime(2026, 10, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", TEMPLATES)
def test_an_example_row_states_the_one_thing_that_it_names(name: str, tmp_path: Path) -> None:
    (path,) = [each for each in written(tmp_path / "en", "en") if each.stem == name]
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
    assert (fact.source, fact.target) == ("S-9", "S-9/OUR-SALT/OUR-SALT-1")


def test_a_row_of_a_template_is_taken_back_by_a_line_of_json(tmp_path: Path) -> None:
    (fact,) = stated(filled("template-consumption", tmp_path / "one.csv"))
    assert isinstance(fact, Fact)
    line = {
        "void": "consumption",
        "key": ["OUR-I-7", "1"],
        "batch": {"party": "own", "item": "OUR-SALT", "lot": "OUR-SALT-1"},
        "operation": ["own", "OUR-MO-7"],
        "reason": "cancelled",
    }
    (tmp_path / "void.jsonl").write_text(json.dumps(line), encoding="utf-8")
    (void,) = stated(tmp_path / "void.jsonl")

    assert isinstance(void, Void)
    assert (void.key, void.source, void.target) == (fact.key, fact.source, fact.target)


def test_forms_that_are_filled_in_are_in_the_graph_once(
    embedded_database: Database, tmp_path: Path
) -> None:
    paths = written(tmp_path / "filled", "en")
    facts = {each.key for path in paths for each in stated(path) if isinstance(each, Fact)}
    write_templates(tmp_path / "filled", "en")

    first, second = (load(embedded_database, [tmp_path]) for _ in range(2))

    assert sum(each.facts_new for each in first.receipts) == len(facts)
    assert not [each for each in first.receipts if each.sheet and each.facts_new]
    assert not [each for each in second.receipts if each.facts_new]


# The command


def test_the_command_writes_what_loads_and_overwrites_nothing(tmp_path: Path) -> None:
    shell = Shell(tmp_path, tmp_path / "data")
    listed = shell.out("templates", "forms").splitlines()
    assert {Path(line).suffix for line in listed} == {".xlsx"}
    assert len(listed) == len(TEMPLATES)
    assert all((tmp_path / line).is_file() for line in listed)

    mine = tmp_path / "forms" / "consumption.xlsx"
    mine.write_text("my own rows", encoding="utf-8")
    before = {path: path.read_bytes() for path in (tmp_path / "forms").iterdir()}
    done = shell.run("templates", "forms", "--language", "zh")

    assert done.returncode == 2
    assert "consumption.xlsx" in done.stderr
    assert "nothing was written" in done.stderr
    assert {path: path.read_bytes() for path in (tmp_path / "forms").iterdir()} == before


def test_the_command_writes_chinese_headings(tmp_path: Path) -> None:
    shell = Shell(tmp_path, tmp_path / "data")
    shell.out("templates", "forms", "--language", "zh", "--csv")

    assert {path.suffix for path in (tmp_path / "forms").iterdir()} == {".csv"}
    with (tmp_path / "forms" / "consumption.csv").open(encoding="utf-8-sig", newline="") as file:
        header, row = csv.reader(file)
    assert header[:4] == ["事实", "单据号", "行号", "工单"]
    assert row[0] == "消耗"
    done = shell.run("load", "forms/consumption.csv", "--dry-run")
    assert (done.returncode, done.stderr) == (0, "dry run: nothing was written\n")


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = Shell(tmp_path, tmp_path / "data").run("templates", "file/forms")

    assert done.returncode == 2
    assert "cannot be written to" in done.stderr
