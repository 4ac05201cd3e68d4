"""Own profiles and the zone of the site, as the settings give them to the commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loaders.profile import builtin_profile_texts
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.shell import Shell

ROW = ("PO-1", "1", "1001", "L-1", "25", "kg", NOON)
LINE_3 = builtin_profile_texts()["mes-consumption"].replace('"mes-consumption"', '"line-3"')
HOLDS = ("冻结单号", "操作", "物料编码", "批号", "原因", "处理时间")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A folder with an export, and own profiles; the commands of this file need no graph."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "line.toml").write_text(LINE_3, encoding="utf-8")
    write_csv(tmp_path / "mes.csv", CONSUMPTION, [ROW])
    return Shell(tmp_path, tmp_path / "never made", {"GENEALOGY_PROFILES": str(tmp_path / "own")})


def loaded(shell: Shell, *words: str) -> dict[str, str]:
    """The profile that each file is read by."""
    run = json.loads(shell.out("load", *words, "--dry-run", "--json"))
    return {each["file"]: each["profile"] for each in run["receipts"]}


def test_load_list_show_and_check_know_the_own_profiles(shell: Shell) -> None:
    assert loaded(shell, ".") == {"mes.csv": "line-3"}
    rows = json.loads(shell.out("profiles", "list", "--json"))
    assert [(each["name"], Path(each["own"]).name) for each in rows if each["own"]] == [
        ("line-3", "line.toml")
    ]
    assert len(rows) == len(builtin_profile_texts()) + 1
    assert shell.out("profiles", "list").splitlines()[1].split()[:2] == [
        "line-3",
        str(shell.folder / "own" / "line.toml"),
    ]
    assert shell.out("profiles", "show", "line-3") == LINE_3
    assert "1 consumption" in shell.out("profiles", "check", "line-3", "mes.csv")
    assert "line-3 reads this header as it is" in shell.run("profiles", "new", "mes.csv").stderr


def test_no_name_is_given_twice(shell: Shell) -> None:
    taken = shell.run("profiles", "new", "mes.csv", "--name", "line-3")
    assert (taken.returncode, taken.stdout) == (2, "")
    assert 'line.toml has the name "line-3" already' in taken.stderr

    write_csv(shell.folder / "line-3.csv", ("Lot", "Qty"), [("L-1", "2")])
    assert 'name   = "line-3-2"' in shell.out("profiles", "new", "line-3.csv")


def test_a_profile_with_a_mistake_is_told_and_only_tables_are_kept_out(shell: Shell) -> None:
    (shell.folder / "own" / "wrong.toml").write_text('name = "wrong"\nx = 1\n', encoding="utf-8")

    done = shell.run("load", "mes.csv", "--dry-run")
    assert done.returncode == 4
    assert "The profile wrong.toml has" in done.stderr
    assert "line 2: x: this word is not known here" in done.stderr
    listed = shell.run("profiles", "list", "--json")
    assert listed.returncode == 4
    assert "line-3" in listed.stdout
    assert "wrong.toml" in listed.stderr
    assert loaded(shell, "mes.csv", "--profile", "mes-consumption") == {
        "mes.csv": "mes-consumption"
    }
    assert shell.out("profiles", "show", "wrong") == 'name = "wrong"\nx = 1\n'
    assert shell.run("profiles", "check", "wrong", "mes.csv").returncode == 4
    assert shell.run("profiles", "check", "line-3", "mes.csv").returncode == 0


def test_profile_may_be_repeated_and_a_named_file_is_read_by_no_other(shell: Shell) -> None:
    write_csv(shell.folder / "holds.csv", HOLDS, [("H-1", "冻结", "1", "L", "", NOON)])
    two = ("--profile", "line-3", "--profile", "qms-holds")

    assert loaded(shell, "mes.csv", "holds.csv", *two) == {
        "mes.csv": "line-3",
        "holds.csv": "qms-holds",
    }
    done = shell.run("load", "holds.csv", "--dry-run", "--profile", "line-3")
    assert done.returncode == 4
    assert "the profile line-3 does not fit holds.csv: missing columns: Order," in done.stderr
    assert "profiles show" not in done.stderr
    assert loaded(shell, ".", "--profile", "line-3") == {
        "mes.csv": "line-3",
        "holds.csv": "qms-holds",
    }


def test_a_setting_that_cannot_be_used_ends_the_command_and_is_named(shell: Shell) -> None:
    away = shell.having(GENEALOGY_PROFILES=str(shell.folder / "away"))
    done = away.run("load", "mes.csv", "--dry-run")
    assert (done.returncode, done.stdout) == (2, "")
    assert "GENEALOGY_PROFILES cannot be used: " in done.stderr

    for zone in ("Europe/Atlantis", "+08:00", "../etc/passwd"):
        done = shell.having(GENEALOGY_ZONE=zone).run("load", "mes.csv", "--dry-run")
        assert done.returncode == 2
        assert (
            f'GENEALOGY_ZONE cannot be used: "{zone}" is no time zone; one is e.g. Asia/Shanghai.'
            in done.stderr
        )
    unset = shell.having(GENEALOGY_ZONE="", GENEALOGY_PROFILES="")
    assert loaded(unset, "mes.csv") == {"mes.csv": "mes-consumption"}


def test_the_zone_of_the_site_is_used_by_load_and_check(shell: Shell) -> None:
    row = ("H-1", "冻结", "1", "L", "hygiene", "2026/9/11 9:00")
    write_csv(shell.folder / "holds.csv", HOLDS, [row])

    without = shell.run("profiles", "check", "qms-holds", "holds.csv")
    assert without.returncode == 6
    assert "处理时间" in without.stdout
    assert "GENEALOGY_ZONE" in without.stdout
    here = shell.having(GENEALOGY_ZONE="Asia/Shanghai")
    assert "2026-09-11 09:00 +08:00" in here.out("profiles", "check", "qms-holds", "holds.csv")
    assert loaded(here, "holds.csv") == {"holds.csv": "qms-holds"}


def test_check_shows_the_words_that_only_a_kind_of_fact_has(shell: Shell) -> None:
    row = ("H-1", "冻结", "1", "L", "hygiene", NOON)
    write_csv(shell.folder / "holds.csv", HOLDS, [row])
    assert "reason=hygiene" in shell.out("profiles", "check", "qms-holds", "holds.csv")

    header = ("Fact", "Document", "Item", "Lot", "Characteristic", "Value", "Low", "High",
              "Unit", "Verdict", "Occurred At")  # fmt: skip
    row = ("measurement", "Q-1", "1", "L", "pH", "4.5", "4.0", "4.6", "", "pass", NOON)
    write_csv(shell.folder / "ph.csv", header, [row])
    text = shell.out("profiles", "check", "template-measurements", "ph.csv")
    assert "characteristic=pH, low=4, high=4.6, verdict=pass" in text


def test_check_tells_columns_that_are_named_and_not_there(shell: Shell) -> None:
    text = LINE_3.replace('quantity  = "Quantity"', 'quantity = { column = "Quantiy" }')
    (shell.folder / "mine.toml").write_text(text, encoding="utf-8")
    done = shell.run("profiles", "check", "mine.toml", "mes.csv")

    assert done.returncode == 0
    assert "left unread: Quantity\n" in done.stdout
    assert "not in the file: Quantiy (did you mean Quantity?)" in done.stdout
    (shell.folder / "mine.toml").write_text(
        LINE_3.replace('party = "=own"', 'party = "own"'), encoding="utf-8"
    )
    done = shell.run("profiles", "check", "mine.toml", "mes.csv")
    assert done.returncode == 4
    assert 'own: is it "=own"?' in done.stderr
    (told,) = json.loads(shell.run("profiles", "check", "mine.toml", "mes.csv", "--json").stdout)
    assert told["missing"] == [{"column": "own", "names": [], "nearest": ["=own"]}]


def test_a_hint_names_a_profile_only_where_most_of_its_columns_are_there(shell: Shell) -> None:
    header = ("装箱任务", "物料编码", "批号", "数量", "单位", "操作时间")
    write_csv(shell.folder / "packed.csv", header, [("1", "1", "L", "2", "箱", NOON)])
    far = shell.run("load", "packed.csv", "--dry-run").stderr
    assert "Closest" not in far
    assert "It has: 装箱任务, 物料编码" in far

    near = ["Seqence" if name == "Sequence" else name for name in CONSUMPTION]
    write_csv(shell.folder / "near.csv", near, [ROW])
    own = shell.run("load", "near.csv", "--dry-run").stderr
    assert 'Closest: line-3, which also needs "Sequence" (found "Seqence")' in own
    assert "that profile of yours" in own
    assert "profiles show" not in own
