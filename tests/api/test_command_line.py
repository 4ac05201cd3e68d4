"""The `genealogy` command by its manners: what it prints where, and the code it ends with."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command

from api.console import show_csv
from api.exits import DATABASE_UNAVAILABLE, INPUT_REFUSED, ROWS_REJECTED
from api.main import app
from loaders.profile import builtin_profile_texts
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.shell import GENEALOGY, Shell

GAP = "own/3101/WM-0412"
ORIGIN = "S-201/1201/CUL-2231"
INVESTIGATION = (
    "list", "show", "open", "suspect", "evidence", "verdict", "note", "action", "done", "close",
    "reopen", "export",
)  # fmt: skip
COMMANDS = (
    ("demo",),
    ("load",),
    ("trace",),
    ("draw",),
    ("recall",),
    ("why",),
    ("compare",),
    ("siblings",),
    ("root-cause",),
    ("batches",),
    ("find",),
    ("status",),
    ("rejected",),
    ("rejected", "list"),
    ("rejected", "discard"),
    ("rejected", "show"),
    ("rejected", "export"),
    ("rejected", "replay"),
    ("templates",),
    ("loads",),
    ("loads", "list"),
    ("loads", "runs"),
    ("loads", "show"),
    ("loads", "undo"),
    ("events",),
    ("events", "list"),
    ("events", "show"),
    ("events", "deliver"),
    ("events", "retry"),
    ("events", "test"),
    ("investigation",),
    *(("investigation", word) for word in INVESTIGATION),
    ("backup",),
    ("check",),
    ("gaps",),
    ("completeness",),
    ("balance",),
    ("scorecard",),
    ("control-chart",),
    ("restore",),
    ("serve",),
    ("openapi",),
    ("mcp",),
    ("profiles",),
    ("profiles", "list"),
    ("profiles", "show"),
    ("profiles", "check"),
    ("profiles", "new"),
    ("cypher",),
    ("audit",),
    ("audit", "list"),
    ("audit", "verify"),
    ("audit", "export"),
    ("audit", "head"),
    ("pseudonymise",),
    ("keys",),
    ("keys", "list"),
    ("keys", "new"),
    ("keys", "revoke"),
    ("engine",),
    ("engine", "status"),
    ("engine", "start"),
    ("engine", "stop"),
)
NEEDS_NO_EXAMPLE = {
    "demo", "rejected", "loads", "profiles", "profiles list", "engine", "audit", "keys", "events",
    "investigation", *(f"engine {word}" for word in ("status", "start", "stop")),
}  # fmt: skip
"""Commands that are complete as their name stands there."""


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a CSV text."""
    return list(csv.DictReader(io.StringIO(text)))


# Help


def test_every_command_is_known_to_these_tests() -> None:
    top = get_command(app)
    assert isinstance(top, typer.core.TyperGroup)
    found = set()
    for name, command in top.commands.items():
        found.add((name,))
        found |= {(name, inner) for inner in getattr(command, "commands", {})}
    assert found == set(COMMANDS)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_says_what_a_command_does_and_how_to_type_it(
    words: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    done = Shell(folder, folder / "never made").run(*words, "--help")

    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.startswith(f"Usage: genealogy {' '.join(words)} ")
    if " ".join(words) not in NEEDS_NO_EXAMPLE:
        assert f"\n    genealogy {words[0]} " in done.stdout
    assert not (folder / "never made").exists()


def test_help_lists_the_exit_codes(demo: Shell) -> None:
    text = " ".join(demo.out("--help").split())

    assert "Exit codes: 0 done, 2 wrong usage, 3 unknown or ambiguous batch" in text


def test_the_version_is_printed_and_nothing_else(demo: Shell) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", demo.out("--version"))


# The demo


def test_the_demo_shows_the_gap_and_whom_to_call(
    demo_run: tuple[Shell, subprocess.CompletedProcess[str]],
) -> None:
    shell, first = demo_run

    assert first.returncode == 0, first.stderr
    assert "INCOMPLETE  1 gap" in first.stdout
    assert f"{GAP}: 118 kg of 2384.05 kg are unaccounted for" in first.stdout
    for name in ("Kaufhof Süd", "Købmandsgården Tønder", "汉堡华人超市"):
        assert name in first.stdout
    assert "picture:" in first.stderr
    page = (shell.folder / "genealogy-demo.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "WM-0412" in page


def test_the_demo_runs_again_and_says_the_same(
    demo_run: tuple[Shell, subprocess.CompletedProcess[str]],
) -> None:
    shell, first = demo_run
    again = shell.run("demo", "--picture", "again.html")

    assert again.returncode == 0, again.stderr
    # The first line tells how long the loading took.
    assert again.stdout.splitlines()[1:] == first.stdout.splitlines()[1:]
    assert (shell.folder / "again.html").exists()


def test_every_command_that_the_demo_proposes_works(
    demo_run: tuple[Shell, subprocess.CompletedProcess[str]],
) -> None:
    shell, first = demo_run
    proposed = re.findall(r"^  genealogy (.+)$", first.stderr, re.MULTILINE)

    assert len(proposed) == 4
    for line in proposed:
        assert shell.run(*shlex.split(line)).returncode == 0


def test_the_demo_does_not_mix_with_other_data(fresh: Shell) -> None:
    write_csv(fresh.folder / "own.csv", CONSUMPTION, [("P-1", "1", "I", "L-1", "2", "kg", NOON)])
    fresh.out("load", "own.csv")
    before = fresh.out("status", "--json")
    done = fresh.run("demo")

    assert done.returncode == 2
    assert "own.csv" in done.stderr
    assert fresh.out("status", "--json") == before


# Answers: tables, JSON, CSV


QUESTIONS = (
    ("trace", "CUL-2231"),
    ("trace", "YOG-0041", "--backward"),
    ("trace", "YOG-0041", "--both"),
    ("recall", "CUL-2231"),
    ("why", "WM-0412", "CUL-2231"),
    ("batches", "YOG-00"),
    ("status",),
    ("rejected",),
    ("profiles", "list"),
    ("engine", "status"),
)


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_equal_questions_give_equal_bytes(words: tuple[str, ...], demo: Shell) -> None:
    demo.out("engine", "start")
    for form in ([], ["--json"]):
        first, second = demo.out(*words, *form), demo.out(*words, *form)
        assert first == second
        if form:
            json.loads(first)


@pytest.mark.parametrize(
    "words",
    [("trace", "CUL-2231"), ("recall", "CUL-2231"), ("batches", "YOG-00"), ("rejected",)],
    ids=" ".join,
)
def test_csv_has_a_header_and_only_rows(words: tuple[str, ...], demo: Shell) -> None:
    done = demo.run(*words, "--csv")
    header, *rows = list(csv.reader(io.StringIO(done.stdout)))

    assert done.returncode == 0
    assert header
    assert all(len(row) == len(header) for row in rows)


def test_data_are_on_stdout_and_words_on_stderr(demo: Shell) -> None:
    done = demo.run("recall", "CUL-2231")

    assert "Kaufhof" in done.stdout
    assert "fingerprint" in done.stderr
    assert "fingerprint" not in done.stdout
    for form in ("--json", "--csv"):
        assert demo.run("recall", "CUL-2231", form).stderr == ""


def test_timing_is_told_on_stderr_and_changes_no_answer(demo: Shell) -> None:
    plain, timed = demo.run("trace", "CUL-2231"), demo.run("trace", "CUL-2231", "--timing")

    assert timed.stdout == plain.stdout
    assert re.search(r"opened in \d+ ms, answered in \d+ ms, of these \d+ ms in", timed.stderr)


def test_a_command_on_a_running_engine_answers_within_the_second(demo: Shell) -> None:
    demo.out("recall", "CUL-2231")
    told = [demo.run("recall", "CUL-2231", "--timing", "--csv").stderr for _ in range(3)]
    took = [sum(map(int, re.findall(r"(?:opened|answered) in (\d+) ms", text))) for text in told]

    assert min(took) < 1000, told


def keys(part: Any) -> set[str]:
    """The keys of a JSON object."""
    assert isinstance(part, dict)
    return set(part)


def test_the_json_of_a_trace_has_the_promised_keys(demo: Shell) -> None:
    answer = json.loads(demo.out("trace", "CUL-2231", "--both", "--json"))

    assert answer["question"] == {"direction": "both", "origins": [ORIGIN]}
    assert re.fullmatch(r"[0-9a-f]{64}", answer["fingerprint"])
    assert keys(answer["batches"][0]) >= {
        "batch_id", "party", "item", "lot", "serial", "origin", "certain", "level", "quantity",
        "unit",
    }  # fmt: skip
    assert keys(answer["operations"][0]) >= {"operation_id", "kind", "certain", "level"}
    assert keys(answer["links"][0]) == {"type", "source", "target", "quantity", "unit", "certain"}
    assert keys(answer["suppliers"][0]) >= {"supplier_id", "name", "certain"}
    assert keys(answer["customers"][0]) >= {"customer_id", "name", "certain"}
    assert keys(answer["shipments"][0]) >= {
        "batch_id", "customer_id", "quantity", "unit", "occurred_at", "document", "certain",
    }  # fmt: skip
    verdict = answer["verdict"]
    assert keys(verdict) >= {"complete", "as_of", "leaves", "gaps", "violations"}
    assert keys(verdict["gaps"][0]) >= {"kind", "subject", "why", "closes"}


def test_the_json_of_a_recall_is_that_of_its_trace_with_totals(demo: Shell) -> None:
    traced = json.loads(demo.out("trace", "CUL-2231", "--json"))
    recalled = json.loads(demo.out("recall", "CUL-2231", "--json"))

    for part in traced.keys() - {"customers"}:
        assert recalled[part] == traced[part]
    assert keys(recalled) - keys(traced) == {
        "stock", "returns", "disposals", "gains", "totals", "in_process",
    }  # fmt: skip
    assert keys(recalled["totals"]) == {
        "shipped", "returned", "disposed", "gained", "on_hand",
    }  # fmt: skip
    assert recalled["verdict"]["complete"] is False
    assert [gap["subject"] for gap in recalled["verdict"]["gaps"]] == [GAP]
    assert {row["customer_id"] for row in recalled["customers"]} == {
        row["customer_id"] for row in traced["customers"]
    }


def test_every_table_of_an_answer_can_be_had_as_csv(demo: Shell) -> None:
    answer = json.loads(demo.out("trace", "YOG-0041", "--both", "--json"))
    for table in ("batches", "operations", "links", "suppliers", "customers", "shipments"):
        text = demo.out("trace", "YOG-0041", "--both", "--csv", "--table", table)
        assert len(rows_of(text)) == len(answer[table]) > 0
    answer = json.loads(demo.out("recall", "CUL-2231", "--json"))
    for table in ("shipments", "customers", "batches", "stock", "returns", "disposals"):
        text = demo.out("recall", "CUL-2231", "--csv", "--table", table)
        assert len(rows_of(text)) == len(answer[table]) > 0


def test_the_screen_shows_every_batch_of_the_answer(demo: Shell) -> None:
    answer = json.loads(demo.out("trace", "CUL-2231", "--json"))
    screen = demo.out("trace", "CUL-2231")

    for row in answer["batches"]:
        assert row["batch_id"] in screen


def test_evidence_names_the_file_and_the_row(demo: Shell) -> None:
    screen = demo.out("why", "WM-0412", "CUL-2231")

    assert "MES: mes_consumption.csv row " in screen
    assert "ERP: erp_production.xlsx [production] row " in screen
    hops = json.loads(demo.out("why", "WM-0412", "CUL-2231", "--json"))["hops"]
    assert hops[0]["source"] == ORIGIN
    assert hops[-1]["target"] == GAP
    assert all(fact["evidence"] for hop in hops for fact in hop["facts"])


def test_a_search_that_is_cut_says_so(demo: Shell) -> None:
    cut = demo.run("batches", "YOG-00", "--most", "3")

    assert len(cut.stdout.splitlines()) == 1 + 3
    assert "more than these 3" in cut.stderr
    assert json.loads(demo.out("batches", "YOG-00", "--most", "3", "--json"))["more"] is True
    assert json.loads(demo.out("batches", "CUL-2231", "--json"))["more"] is False


def test_the_engine_can_be_asked_stopped_and_started(alone: Shell) -> None:
    def running() -> bool:
        return bool(json.loads(alone.out("engine", "status", "--json"))["running"])

    assert not running()
    assert "running: process" in alone.run("engine", "start").stderr
    assert running()
    assert alone.out("engine", "status").startswith("running: process")
    assert "stopped" in alone.run("engine", "stop").stderr
    assert not running()
    assert "not running" in alone.run("engine", "stop").stderr
    assert "The graph is empty" in alone.run("status").stderr  # which has started it again
    assert running()


def test_the_profiles_are_listed_and_can_be_copied(demo: Shell) -> None:
    names = [row["name"] for row in json.loads(demo.out("profiles", "list", "--json"))]
    shown = demo.out("profiles")

    assert set(names) == set(builtin_profile_texts())
    assert all(name in shown for name in names)
    for name in ("erp-issues", "sap-mb51", "yonyou-u8c-material-issues"):
        assert demo.out("profiles", "show", name) == builtin_profile_texts()[name]


# Nothing is cut, nothing is garbled, nothing runs


def hostile(shell: Shell) -> None:
    """A graph whose names are long, foreign, and would be formulas in a spreadsheet."""
    header = ("Shipment No", "Line", "Pallet", "Customer No", "Customer Name", "Item No", "Lot")
    header += ("Quantity", "Unit", "Shipped At")
    lots = ("=1+1", "@SUM(A1)", "-1+cmd", "+cmd", "L" * 300, "批号/七#%")
    rows = [
        ("SH-1", str(line), "", f"=C{line}", "名" * 200, "=ITEM", lot, "1", "kg", NOON)
        for line, lot in enumerate(lots)
    ]
    write_csv(shell.folder / "hostile.csv", header, rows)
    shell.out("load", "hostile.csv")


def test_text_is_neither_cut_nor_garbled_nor_run_by_a_spreadsheet(fresh: Shell) -> None:
    hostile(fresh)
    bare = fresh.having(LC_ALL="C", PYTHONIOENCODING="ascii", COLUMNS="40")

    lots = ("=1+1", "@SUM(A1)", "-1+cmd", "+cmd")
    found = json.loads(bare.out("batches", "=item", "--json"))["batches"]
    assert {row["lot"] for row in found} >= {"=1+1", "L" * 300, "批号/七#%"}
    assert "L" * 300 in bare.out("trace", "L" * 300)
    assert "名" * 200 in bare.out("recall", "批号/七#%")
    for table in ("batches", "shipments", "customers"):
        text = bare.out("recall", "--csv", "--table", table, "--", *lots)
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not [cell for cell in cells if cell[:1] in ("=", "@", "+", "-")], table
    assert "'=1+1" in fresh.out("recall", "=1+1", "--csv", "--table", "batches")
    assert '"=1+1"' in fresh.out("recall", "=1+1", "--json")  # JSON holds what was loaded


def test_numbers_stay_as_they_are_and_what_only_begins_so_is_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    numbers = ["-5", "+3.2", "-1e-9", "+.5", "-2.", "7-2", ""]
    formulas = ["+1-555-0100", "-2-2", "+49 30 23125", "-", "-5\n", "@a", "=", "\tx", "-e9", "-٣"]

    show_csv([{"cell": cell} for cell in [*numbers, *formulas, {"kg": -5.0}]])

    rows = rows_of(capsys.readouterr().out)
    assert [row["cell"] for row in rows] == [
        *numbers,
        *(f"'{formula}" for formula in formulas),
        "'-5 kg",
    ]


def test_no_line_break_in_a_cell_begins_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    show_csv([{"a": "x\r=1+1", "b": "y\n=1+1"}, {"a": "plain", "b": 2}])

    assert capsys.readouterr().out == 'a,b\n"x\r=1+1","y\n=1+1"\nplain,2\n'


@pytest.mark.parametrize(
    "words", [("profiles",), ("recall", "CUL-2231", "--json"), ("status",)], ids=" ".join
)
def test_a_reader_that_has_enough_ends_a_command_quietly(
    words: tuple[str, ...], demo: Shell
) -> None:
    with subprocess.Popen(
        [GENEALOGY, *words],
        env=demo.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()

    assert "Traceback" not in told
    assert "Error" not in told


# Exit codes


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("trace", "CUL-2231", "--forward", "--backward"), "Choose one of"),
        (("trace", "CUL-2231", "--nope"), "No such option"),
        (("trace",), "Name a batch"),
        (("nope",), "No such command"),
        (("recall", "CUL-2231", "--table", "nope"), "nope"),
        (("batches", "x", "--most", "0"), "--most"),
        (("profiles", "show", "nope"), "erp-issues"),
        (("load", "x.csv", "--profile", "nope"), "mes-consumption"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_wrong_usage_is_2_and_says_what_is_right(
    words: tuple[str, ...], told: str, demo: Shell
) -> None:
    done = demo.run(*words)

    assert done.returncode == 2
    assert told in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        *(["trace", "x\udcff"], ["recall", "x\udcff"], ["batches", "x\udcff"]),
        *(["why", "CUL-2231", "x\udcff"], ["siblings", "x\udcff"], ["balance", "x\udcff"]),
        *(["compare", "--scope", "x\udcff"], ["recall", "--where", "line=x\udcff"]),
    ],
    ids=lambda words: words[0],
)
def test_an_argument_that_is_no_utf_8_is_2_and_named(words: list[str], demo: Shell) -> None:
    done = demo.run(*words)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == (
        f'The argument "{words[-1]}" is not UTF-8: type it as text.'.replace("\udcff", "?")
    )


def test_a_file_may_be_called_by_what_is_no_utf_8(demo: Shell, tmp_path: Path) -> None:
    demo.out("recall", "CUL-2231", "--xlsx", tmp_path / "x\udcff.xlsx")

    assert (tmp_path / "x\udcff.xlsx").exists()


def test_an_unknown_batch_is_3_with_the_nearest(demo: Shell) -> None:
    done = demo.run("trace", "CUL-2232")

    assert done.returncode == 3
    assert f'No batch "CUL-2232". Nearest: {ORIGIN}' in done.stderr
    assert done.stdout == ""


def test_an_ambiguous_lot_is_3_with_the_candidates(demo: Shell) -> None:
    done = demo.run("recall", "1")

    assert done.returncode == 3
    for candidate in ("S-402/1401/1", "S-502/2201/1"):
        assert candidate in done.stderr
        assert demo.run("recall", candidate).returncode == 0


def test_a_batch_out_of_scope_is_3(demo: Shell) -> None:
    done = demo.run("why", "CUL-2231", "YOG-0041")

    assert done.returncode == 3
    assert "not in its scope" in done.stderr


def test_a_refused_file_is_4_with_what_is_missing(fresh: Shell) -> None:
    (fresh.folder / "odd.csv").write_text("Colour,Taste\nred,sweet\n", encoding="utf-8")
    (fresh.folder / "empty.csv").touch()
    (fresh.folder / "folder").mkdir()

    for name, told in (
        ("odd.csv", "no profile fits"),
        ("empty.csv", "it is empty"),
        ("folder", "holds nothing to load"),
        ("none.csv", "no such file"),
    ):
        done = fresh.run("load", name)
        assert done.returncode == INPUT_REFUSED == 4
        assert told in done.stderr


def test_a_profile_with_mistakes_is_4_with_its_lines(fresh: Shell) -> None:
    text = 'name = "mine"\ntitle = "Mine"\nsource = "MES"\n\n[file]\nheaders = ["A"]\n'
    (fresh.folder / "mine.toml").write_text(text, encoding="utf-8")
    done = fresh.run("load", "x.csv", "--profile", "mine.toml")

    assert done.returncode == INPUT_REFUSED
    assert "line 6: file.headers: this word is not known here" in done.stderr


def test_a_database_that_is_not_there_is_5(demo: Shell) -> None:
    away = demo.having(
        GENEALOGY_NEO4J_URI="bolt://127.0.0.1:9",
        GENEALOGY_NEO4J_PASSWORD="a secret word",
        GENEALOGY_START_TIMEOUT="0.5",
    )
    done = away.run("status")

    assert done.returncode == DATABASE_UNAVAILABLE == 5
    assert "No graph database answers at bolt://127.0.0.1:9" in done.stderr
    assert "a secret word" not in done.stderr


def test_a_folder_of_something_else_is_5_and_untouched(demo: Shell) -> None:
    other = demo.folder / "something else"
    other.mkdir(exist_ok=True)
    (other / "letter.txt").write_text("dear", encoding="utf-8")
    done = demo.run("status", "--data", other)

    assert done.returncode == DATABASE_UNAVAILABLE
    assert "it holds files of something else" in done.stderr
    assert [path.name for path in other.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    ("variable", "text", "told"),
    [
        ("GENEALOGY_TIMEOUT", "soon", "GENEALOGY_TIMEOUT cannot be used"),
        ("GENEALOGY_TOLERANCE", "2", "GENEALOGY_TOLERANCE cannot be used"),
        ("GENEALOGY_NEO4J_URI", "bolt://127.0.0.1:9", "GENEALOGY_NEO4J_PASSWORD is not"),
    ],
)
def test_a_setting_that_cannot_be_is_2_and_named(
    variable: str, text: str, told: str, demo: Shell
) -> None:
    done = demo.having(**{variable: text}).run("status")

    assert done.returncode == 2
    assert told in done.stderr


def test_rejected_rows_are_6_and_listed(alone: Shell) -> None:
    rows = [
        ("P-1", "1", "I", "L-1", "many", "kg", NOON),
        ("P-1", "2", "I", "L-2", "3", "kg", NOON),
    ]
    write_csv(alone.folder / "rows.csv", CONSUMPTION, rows)

    tried = alone.run("load", "rows.csv", "--dry-run")
    assert tried.returncode == ROWS_REJECTED == 6
    assert "nothing was written" in tried.stderr
    assert not alone.data.exists()

    done = alone.run("load", "rows.csv", "--json")
    assert done.returncode == ROWS_REJECTED
    receipt = json.loads(done.stdout)["receipts"][0]
    assert (receipt["rows_read"], receipt["rows_new"], receipt["rows_rejected"]) == (2, 1, 1)

    (told,) = json.loads(alone.out("rejected", "--json"))
    assert (told["file"], told["row"], told["column"]) == ("rows.csv", 2, "Quantity")
    assert (told["text"], told["reason"]) == ("many", "is not a number")
    assert "is not a number" in alone.out("rejected")
    assert rows_of(alone.out("rejected", "--csv"))[0]["text"] == "many"

    answer = json.loads(alone.out("trace", "L-2", "--json"))
    assert "rejected rows" in {gap["kind"] for gap in answer["verdict"]["gaps"]}
