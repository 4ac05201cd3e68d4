"""What is on record of the command line and of Python, and that it can be verified."""

from __future__ import annotations

import fcntl
import getpass
import json
import os
import pty
import re
import shutil
import struct
import subprocess
import termios
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import genealogy
from api.exits import CHECKS_FAILED, DATABASE_UNAVAILABLE
from genealogy.errors import OfficeUnavailable, UnknownBatch, WrongUsage
from genealogy.settings import Settings
from office.audit import record
from office.keys import new_key
from office.opening import open_office
from office.place import FILE
from office.roles import Role
from office.tables import audit
from tests.api.actions import documented_actions
from tests.api.test_command_line import COMMANDS, GAP, ORIGIN
from tests.api.test_rejected import correct
from tests.conftest import address
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.shell import GENEALOGY, ROOT, Shell

ME = f"user:{getpass.getuser()}"
NOT_ON_RECORD = {
    ("rejected",): "lists",
    ("loads",): "lists",
    ("audit",): "a group",
    ("engine",): "a group",
    ("profiles",): "profiles are no data of the graph",
    ("profiles", "list"): "profiles are no data of the graph",
    ("profiles", "show"): "profiles are no data of the graph",
    ("profiles", "check"): "a sample is read, the graph is not",
    ("profiles", "new"): "a sample is read, the graph is not",
    ("templates",): "writes empty forms",
    ("engine", "status"): "a process, no data",
    ("engine", "start"): "a process, no data",
    ("engine", "stop"): "a process, no data",
    ("serve",): "what is asked over HTTP is put on record there",
    ("mcp",): "what its tools ask over HTTP is put on record there",
    ("openapi",): "the schema is no data",
    ("keys",): "lists",
    ("keys", "new"): "key.new is kept together with the key",
    ("keys", "revoke"): "key.revoked is kept together with the change",
    ("events",): "lists",
    ("events", "deliver"): "what it sends is kept with each event",
    ("investigation",): "lists",
    **{
        ("investigation", word): f"investigation.{word} is kept together with the entry"
        for word in (
            "open",
            "suspect",
            "evidence",
            "verdict",
            "note",
            "action",
            "done",
            "close",
            "reopen",
        )
    },
}
"""Commands that put nothing on record under their own name, and why."""

TYPED = {
    "demo": ["--picture", "on-record.html"],
    "load": [str(ROOT / "demo" / "exports")],
    "trace": ["CUL-2231"],
    "draw": ["CUL-2231", "on-record.svg"],
    "find": ["YOG-00"],
    "recall": ["CUL-2231"],
    "why": ["WM-0412", "CUL-2231"],
    "compare": ["--scope", "CUL-2231", "--scope", "CUL-2218"],
    "siblings": ["YOG-0040"],
    "root-cause": ["--bad", "YOG-0040", "--good", "YOG-0050"],
    "batches": ["YOG-00"],
    "balance": ["WM-0412"],
    "scorecard": ["--by", "line"],
    "control-chart": ["pH", "--material", "5001"],
    "rejected discard": ["nope", "--reason", "no row"],
    "rejected show": ["nope"],
    "rejected export": ["rows.xlsx"],
    "loads show": ["goods_receipts.csv"],
    "loads undo": ["nope", "--reason", "no load"],
    "backup": ["on-record.jsonl.gz"],
    "restore": ["none.jsonl.gz"],
    "audit export": ["trail.jsonl"],
    "events show": ["nope"],
    "events retry": ["nope"],
    "events test": ["nope"],
    "investigation show": ["INV-9999"],
    "investigation export": ["INV-9999", "on-record.json"],
    "cypher": ["MATCH (b:Batch) RETURN count(b) AS batches"],
    "pseudonymise": ["customer:C-101", "--reason", "a trial", "--dry-run"],
}


def trail(shell: Shell, after: int = 0) -> list[dict[str, Any]]:
    """What is on record behind a number."""
    words = ("audit", "list", "--after", str(after), "--most", "10000", "--json")
    found = json.loads(shell.out(*words))
    assert isinstance(found, list)
    return found


def last(shell: Shell) -> int:
    """The number of the entry that this look at the trail leaves itself."""
    shell.out("audit", "list", "--most", "1")
    return int(json.loads(shell.out("audit", "list", "--most", "1", "--json"))[0]["number"]) + 1


@pytest.mark.parametrize("words", [each for each in COMMANDS if each not in NOT_ON_RECORD])
def test_every_command_that_touches_data_is_on_record(
    words: tuple[str, ...], demo: Shell, tmp_path: Path
) -> None:
    before = last(demo)
    shell = Shell(tmp_path, demo.data)
    name = " ".join(words)
    shell.run(*words, *TYPED.get(name, ()))
    new = trail(demo, before)

    assert new, name
    for each in new:
        assert (each["by"], each["details"]["door"]) == (ME, "command line")
        assert each["details"]["command"] == ".".join(words)
        assert each["action"] in documented_actions()
    told = new[-1]["details"]
    outcome = told.keys() - {"door", "host", "command", "asked"}
    assert outcome, f"{name} says nothing of what was answered"


def test_the_lists_are_on_record_when_they_are_asked_for_by_their_group(demo: Shell) -> None:
    for word in ("rejected", "loads", "investigation"):
        before = last(demo)
        demo.out(word)
        assert [each["action"] for each in trail(demo, before)] == [f"question.{word}"]


def test_a_question_is_on_record_with_what_its_answer_is_known_again_by(demo: Shell) -> None:
    before = last(demo)
    answer = json.loads(demo.out("recall", "CUL-2231", "--quantities", "--json"))
    (entry,) = trail(demo, before)

    assert entry["action"] == "question.recall"
    assert entry["details"]["asked"] == {"batches": ["CUL-2231"], "quantities": True, "json": True}
    assert entry["details"]["answer"] == {
        "fingerprint": answer["fingerprint"],
        "origins": [ORIGIN],
        "verdict": "incomplete",
        "gaps": 1,
        "batches": len(answer["batches"]),
        "customers": len(answer["customers"]),
    }


def test_the_last_words_of_an_answer_are_its_entry(demo: Shell) -> None:
    before = last(demo)
    told = demo.run("recall", "CUL-2231").stderr.splitlines()
    (entry,) = trail(demo, before)

    assert told[-2].startswith("fingerprint ")
    assert told[-1] == f"on record as {entry['number']}:{entry['hash']}"
    head = told[-1].split()[-1]
    assert demo.run("audit", "verify", "--head", head).returncode == 0
    assert demo.run("recall", "CUL-2231", "--json").stderr == ""


def test_a_question_that_fails_is_on_record(demo: Shell) -> None:
    before = last(demo)
    assert demo.run("recall", "CUL-0000").returncode == 3
    (entry,) = trail(demo, before)

    assert entry["details"]["failed"]["error"] == "UnknownBatch"
    assert "answer" not in entry["details"]


def test_a_load_is_on_record_before_and_after(fresh: Shell) -> None:
    rows = [("P-1", "1", "I", "L-1", "many", "kg", NOON), ("P-1", "2", "I", "L", "3", "kg", NOON)]
    write_csv(fresh.folder / "rows.csv", CONSUMPTION, rows)
    before = last(fresh)
    secret = "http://127.0.0.1:9/hush-hush"
    fresh.run("load", "rows.csv", "--webhook", secret)
    begun, done = trail(fresh, before)

    assert (begun["action"], done["action"]) == ("load.begun", "load.done")
    assert begun["details"]["asked"] == {"paths": ["rows.csv"], "webhook": "not told"}
    (receipt,) = done["details"]["answer"]["loads"]
    assert (receipt["file"], receipt["rows_read"], receipt["rows_rejected"]) == ("rows.csv", 2, 1)
    assert len(receipt["sha256"]) == 64

    (rejected,) = json.loads(fresh.out("rejected", "--json"))
    before = last(fresh)
    fresh.out("rejected", "discard", rejected["rejected_id"], "--reason", "a total", "--by", "bo")
    begun, done = trail(fresh, before)
    assert done["details"]["discarded"] == [rejected["rejected_id"]]
    assert done["details"]["asked"]["reason"] == "a total"
    assert (done["by"], done["details"]["asked"]["by"]) == (ME, "bo")
    assert "hush-hush" not in (fresh.data / FILE).read_bytes().decode("latin-1")


def test_a_correction_is_on_record_with_the_cell_before_and_after(
    fresh: Shell, tmp_path: Path
) -> None:
    rows = [("P-1", "1", "I", "L-1", "many", "kg", NOON)]
    write_csv(fresh.folder / "rows.csv", CONSUMPTION, rows)
    fresh.run("load", "rows.csv")
    fresh.out("rejected", "export", "rows.xlsx")
    correct(tmp_path / "rows.xlsx", tmp_path / "saved.xlsx", "Quantity", {2: "7"})
    before = last(fresh)
    fresh.out("rejected", "replay", "saved.xlsx")
    begun, done = trail(fresh, before)
    (change,) = done["details"]["answer"]["corrections"]

    assert (begun["action"], done["action"]) == ("replay.begun", "replay.done")
    assert (change["column"], change["before"], change["after"]) == ("Quantity", "many", "7")


def test_what_cannot_be_put_on_record_is_not_shown(demo: Shell) -> None:
    away = demo.having(GENEALOGY_OFFICE="postgresql://u:hush@127.0.0.1:1/x")
    for words in (
        ("recall", "CUL-2231"),
        ("recall", "CUL-2231", "--json"),
        ("batches", "YOG-00", "--csv"),
        ("why", "WM-0412", "CUL-2231"),
        ("recall", "CUL-0000"),
        ("status",),
    ):
        done = away.run(*words)
        assert (done.returncode, done.stdout) == (DATABASE_UNAVAILABLE, "")
        assert "GENEALOGY_OFFICE" in done.stderr
        assert "hush" not in done.stderr
        assert "CUL-2240" not in done.stderr  # one that is near to an unknown one


def test_what_cannot_be_put_on_record_is_not_done(fresh: Shell) -> None:
    write_csv(fresh.folder / "own.csv", CONSUMPTION, [("P-1", "1", "I", "L-1", "2", "kg", NOON)])
    away = fresh.having(GENEALOGY_OFFICE="postgresql://u:hush@127.0.0.1:1/x")

    assert away.run("load", "own.csv").returncode == DATABASE_UNAVAILABLE
    assert json.loads(fresh.out("loads", "--json")) == []


def test_a_dry_run_of_a_load_touches_nothing(alone: Shell) -> None:
    write_csv(alone.folder / "own.csv", CONSUMPTION, [("P-1", "1", "I", "L-1", "2", "kg", NOON)])
    alone.out("load", "own.csv", "--dry-run")

    assert not alone.data.exists()


# audit list, verify, export, head


def test_the_trail_is_listed_and_filtered(demo: Shell) -> None:
    before = last(demo)
    demo.out("trace", "YOG-0041", "--backward")
    demo.out("recall", "CUL-2231")
    begin = str(before)

    def listed(*words: str) -> list[str]:
        found = json.loads(demo.out("audit", "list", "--after", begin, *words, "--json"))
        return [each["action"] for each in found]

    assert listed("--action", "question.trace") == ["question.trace"]
    assert listed("--action", "question.recall", "--by", ME) == ["question.recall"]
    assert listed("--text", "yog-0041")[0] == "question.trace"
    assert listed("--by", "user:nobody") == []
    assert listed("--to", "2026-01-01") == []
    assert listed("--from", "2026-01-01", "--most", "1") == ["question.trace"]
    screen = demo.out("audit", "list", "--after", begin, "--most", "2")
    assert "question.trace" in screen
    assert "CUL-2231" in screen
    header, *rows = demo.out("audit", "list", "--most", "2", "--csv").splitlines()
    assert (header, len(rows)) == ("number,at,by,action,details,hash,name", 2)


def on_a_terminal(shell: Shell, columns: int, *words: str) -> str:
    """What a command shows on a terminal of this width."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(
        [GENEALOGY, *words], env=shell.environment | {"TERM": "xterm"}, stdin=subprocess.DEVNULL,
        stdout=theirs, stderr=subprocess.DEVNULL,
    ):  # fmt: skip
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # which is how a terminal ends
            while part := os.read(ours, 65_536):
                shown += part
    os.close(ours)
    return shown.decode()


def test_an_entry_is_read_at_a_hundred_columns_with_the_name_of_its_key(demo: Shell) -> None:
    with open_office(Settings(data=demo.data)) as office:
        key, _ = new_key(office, name="质量部 李娜", role=Role.QUALITY, by=ME)
        asked = {"where": [f"supplier=S-{number}" for number in range(40)]}
        record(office, by=f"key:{key.key_id}", action="question.recall", details={"asked": asked})
    words = ("audit", "list", "--by", f"key:{key.key_id}")
    (row,) = json.loads(demo.out(*words, "--json"))
    first, told = demo.out(*words).splitlines()

    assert row["name"] == "质量部 李娜"
    assert f"  key:{key.key_id} (质量部 李娜)  question.recall  {row['hash'][:12]}" in first
    assert told.startswith('      asked: {"where": ["supplier=S-0"')
    screen = on_a_terminal(demo, 100, *words).splitlines()
    shown = [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in screen]
    block = [line for line in shown if line.startswith("      ")]
    assert len(block) > 3
    assert {len(line) for line in shown if "on record as" not in line} <= {*range(101)}
    assert "supplier=S-39" in "".join(block)


def test_a_trail_that_was_emptied_takes_no_entry_and_verify_says_what_is_missing(
    alone: Shell,
) -> None:
    alone.out("keys", "new", "mes", "--role", "viewer")
    alone.out("keys")
    with open_office(Settings(data=alone.data)) as office, office.writing() as connection:
        connection.execute(audit.delete())
    asked = alone.run("keys")
    verified = alone.run("audit", "verify")

    assert (asked.returncode, asked.stdout) == (DATABASE_UNAVAILABLE, "")
    assert "The audit trail is empty, but entry 1 was signed in" in asked.stderr
    assert "`genealogy audit verify` names what is missing" in asked.stderr
    assert alone.run("keys", "new", "x", "--role", "admin").returncode == DATABASE_UNAVAILABLE
    assert verified.returncode == CHECKS_FAILED
    assert "Entry 1 is missing: the tail was cut" in verified.stdout

    (alone.data / "audit-heads.jsonl").rename(alone.data / "heads-before.jsonl")
    assert alone.run("keys").returncode == 0  # deliberately


def test_verify_says_what_only_a_head_kept_elsewhere_proves(demo: Shell, tmp_path: Path) -> None:
    head = json.loads(demo.out("audit", "head", "--json"))["head"]
    without, with_head = demo.run("audit", "verify"), demo.run("audit", "verify", "--head", head)

    assert "only a head that was kept elsewhere proves that no tail was cut" in without.stdout
    assert "note: the signed heads lie in the data folder itself" in without.stderr
    number = int(head.partition(":")[0])
    assert f"kept elsewhere: up to entry {number}" in with_head.stdout
    away = Shell(tmp_path, tmp_path / "data").having(
        GENEALOGY_AUDIT_HEADS=str(tmp_path / "heads.jsonl")
    )
    away.out("keys")
    assert "note: " not in away.run("audit", "verify").stderr
    told = json.loads(away.out("audit", "verify", "--json"))
    assert (told["proven_up_to"], told["heads_in_data_folder"]) == (0, False)


def test_the_entries_of_the_demo_are_told_in_their_order(
    demo_run: tuple[Shell, subprocess.CompletedProcess[str]],
) -> None:
    told = [line for line in demo_run[1].stderr.splitlines() if line.startswith("on record as")]

    assert [line.split()[-1].partition(":")[0] for line in told] == ["2", "3"]


def test_a_trail_that_nobody_touched_is_verified_with_0(demo: Shell) -> None:
    done = demo.run("audit", "verify", "--json")

    assert (done.returncode, json.loads(done.stdout)["faults"]) == (0, [])
    assert " 0 faults\n" in demo.out("audit", "verify")


def test_tampering_ends_with_7_and_names_the_entry(alone: Shell) -> None:
    import sqlite3

    for _ in range(3):
        alone.out("status")
    with sqlite3.connect(alone.data / FILE) as past:
        past.execute("UPDATE audit SET \"by\" = 'user:eve' WHERE number = 2")
    past.close()
    done = alone.run("audit", "verify")

    assert done.returncode == CHECKS_FAILED
    assert "Entry 2 was changed: its hash is not that of its fields." in done.stdout


def test_an_export_is_verified_on_another_machine(demo: Shell, tmp_path: Path) -> None:
    head = json.loads(demo.out("audit", "head", "--json"))
    demo.run("audit", "export", tmp_path / "trail.jsonl")
    shutil.copy(demo.data / "audit-heads.jsonl", tmp_path / "heads.jsonl")
    there = Shell(tmp_path, tmp_path / "data").having(
        GENEALOGY_AUDIT_HEADS=str(tmp_path / "heads.jsonl")
    )
    words = ("audit", "verify", "trail.jsonl", "--head", head["head"])

    assert there.run(*words, "--public-key", head["public_key"]).returncode == 0
    other = there.run(*words, "--public-key", "0" * 64)
    assert other.returncode == CHECKS_FAILED
    assert "signed with another key" in other.stdout
    assert not there.data.exists()

    path = tmp_path / "trail.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[: head["number"] - 1]), encoding="utf-8")
    cut = there.run(*words, "--public-key", head["public_key"])
    assert f"Entry {head['number']} is missing: the tail was cut" in cut.stdout
    assert demo.run("audit", "export", tmp_path / "trail.jsonl").returncode == 2


@pytest.mark.parametrize(
    "words", [("--head", "12"), ("--head", "0:abcdef12"), ("--public-key", "xyz")]
)
def test_a_head_or_key_that_is_none_is_2(words: tuple[str, str], demo: Shell) -> None:
    assert demo.run("audit", "verify", *words).returncode == 2


# Python


def test_python_is_on_record_by_its_door(fresh: Shell, embedded_settings: Settings) -> None:
    address(embedded_settings)  # the engine runs
    before = last(fresh)
    with genealogy.open(embedded_settings) as graph:
        graph.load(ROOT / "demo" / "exports")
        answer = graph.recall("CUL-2231")
        graph.why(GAP, ORIGIN)
        graph.batches("YOG-00")
        with pytest.raises(UnknownBatch):
            graph.trace("nope")
        graph.load(ROOT / "demo" / "exports", dry_run=True)
    new = [each for each in trail(fresh, before) if each["details"]["door"] == "python"]

    assert [each["action"] for each in new] == [
        "load.begun", "load.done", "question.recall", "question.why", "question.batches",
        "question.trace",
    ]  # fmt: skip
    assert {each["by"] for each in new} == {ME}
    assert new[2]["details"]["answer"]["fingerprint"] == answer.to_dict()["fingerprint"]
    assert new[5]["details"]["failed"]["error"] == "UnknownBatch"


def test_python_answers_nothing_that_is_not_on_record(embedded_settings: Settings) -> None:
    nowhere = Settings(
        data=embedded_settings.data,
        office="postgresql://u:hush@127.0.0.1:1/x",  # type: ignore[arg-type]
    )
    with genealogy.open(nowhere) as graph, pytest.raises(OfficeUnavailable):
        graph.status()
    with pytest.raises(WrongUsage, match="closed"):
        graph.status()
