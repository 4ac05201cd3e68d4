"""The door for Python: the answers of the questions, shown as notebooks show them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import genealogy
from api.notebook import Graph
from api.shown import Shown
from genealogy.engine.opening import open_database
from genealogy.errors import FileRefused, NothingSelected, UnknownBatch, WrongUsage
from genealogy.settings import Settings
from queries.recall import recall
from tests.loaders.exports import CONSUMPTION, NOON, many_consumptions, write_csv
from tests.shell import ROOT, Shell

EXPORTS = ROOT / "demo" / "exports"
ORIGIN = "S-201/1201/CUL-2231"
TAGS = {"div", "p", "strong", "table", "caption", "thead", "tbody", "tr", "th", "td"}
ALWAYS = "#%(),.-0123456789:;abcdefghijklmnopqrstuvwxyz "

QUESTIONS: dict[str, Callable[[Graph], Shown[Any]]] = {
    "trace": lambda graph: graph.trace("YOG-0041", direction="backward"),
    "recall": lambda graph: graph.recall("CUL-2231", quantities=True, time_respecting=True),
    "why": lambda graph: graph.why("WM-0412", "CUL-2231", "between"),
    "compare": lambda graph: graph.compare("CUL-2231", "CUL-2218"),
    "siblings": lambda graph: graph.siblings("YOG-0040"),
    "root cause": lambda graph: graph.root_cause(["YOG-0041", "YOG-0042"]),
    "gaps": lambda graph: graph.gaps(),
    "balance": lambda graph: graph.balance("CUL-2231", recalled=True),
    "balance of a material": lambda graph: graph.balance(material="3101", end="2026-10-31"),
    "completeness": lambda graph: graph.completeness(),
    "batches": lambda graph: graph.batches("YOG-00"),
    "selected batches": lambda graph: graph.batches(where="supplier=S-201"),
    "status": lambda graph: graph.status(),
    "check": lambda graph: graph.check(),
    "load": lambda graph: graph.load(EXPORTS / "wms_returns.csv", dry_run=True),
}


class Page(HTMLParser):
    """What a browser makes of a page: its elements, their attributes, its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {*attrs}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += f"{data}\n"


def shown(answer: Shown[Any]) -> Page:
    """The answer as a notebook shows it, once it is sure that the page is harmless and whole."""
    page = Page(answer._repr_html_())
    assert page.open == []
    assert page.tags <= TAGS
    assert {name for name, _ in page.attributes} <= {"class", "style", "scope"}
    styles = [text or "" for name, text in page.attributes if name == "style"]
    assert all(set(text) <= set(ALWAYS) and "url" not in text for text in styles)
    return page


@pytest.fixture(scope="module")
def plant(demo: Shell) -> Iterator[Graph]:
    """The demo plant, asked through the door."""
    with genealogy.open(demo.data) as graph:
        yield graph


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_shows_itself_and_turns_into_frames(plant: Graph, question: str) -> None:
    answer = QUESTIONS[question](plant)
    page, frames = shown(answer), answer.frames()

    title, *_ = repr(answer).splitlines()
    assert " ".join(title.split()) in " ".join(page.text.split())
    assert json.dumps(answer.to_dict(), allow_nan=False)
    named = {name for name in frames if f"{name}\n: " in page.text or f"{name} (" in page.text}
    assert named == {name for name, frame in frames.items() if len(frame)}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_is_shown_in_the_same_bytes(plant: Graph, question: str) -> None:
    first, second = QUESTIONS[question](plant), QUESTIONS[question](plant)

    assert first._repr_html_() == second._repr_html_()


def test_an_answer_is_that_of_the_question_itself(engine: Settings) -> None:
    with genealogy.open(engine) as graph:
        graph.load(EXPORTS)
        answer = graph.recall("CUL-2231")
    with open_database(engine) as database:
        asked = recall(database, ["CUL-2231"], engine)

    assert answer.to_dict() == asked.to_dict()
    assert answer.shipped == asked.shipped
    assert answer.verdict == asked.trace.verdict
    assert {"shipped", "customers", "frames", "to_excel"} <= {*dir(answer)}
    assert not hasattr(answer, "_repr_png_")


def test_the_verdict_comes_first_then_gaps_customers_and_batches(plant: Graph) -> None:
    text = shown(plant.recall("CUL-2231")).text
    places = [
        text.index(each)
        for each in ("Recall scope of", "INCOMPLETE", "gaps\n:", "customers\n:", "batches\n:")
    ]

    assert places == sorted(places)
    assert "50 of 72 rows; all of them: answer.frames()['batches']" in text
    assert "more in answer.frames(): " in text


def test_a_long_table_says_how_long_it_is_and_the_frame_has_it_all(
    embedded_settings: Settings, tmp_path: Path
) -> None:
    rows = [("PO-1", str(at), "1001", f"L-{at:04}", "1", "kg", NOON) for at in range(1234)]
    with genealogy.open(embedded_settings) as graph:
        graph.load(write_csv(tmp_path / "mes_consumption.csv", CONSUMPTION, rows))
        answer = graph.gaps(kinds="no origin")
        page = shown(answer)

    assert "50 of 1,234 rows; all of them: answer.frames()['gaps']" in page.text
    assert len(answer.frames()["gaps"]) == len(answer.to_dict()["gaps"]) == 1234


def test_names_are_text_and_nothing_else(embedded_settings: Settings, tmp_path: Path) -> None:
    lots = [
        "<img src=x onerror=alert(1)>",
        "</td></table><script>alert(1)</script>",
        r"$\href{javascript:alert(1)}{x}$",
        "\" onmouseover='alert(1)' & &lt;b&gt;",
    ]
    rows = [("PO-<b>1", str(at), "1001", lot, "1", "kg", NOON) for at, lot in enumerate(lots)]
    file = write_csv(tmp_path / "<i>mes_consumption.csv", CONSUMPTION, rows)
    with genealogy.open(embedded_settings) as graph:
        run = graph.load(file)
        pages = [
            shown(run),
            shown(graph.batches("1001")),
            shown(graph.gaps()),
            shown(graph.check()),
            shown(graph.status()),
            *(shown(graph.recall(lot)) for lot in lots),
        ]
        assert [row["lot"] for row in graph.recall(lots[0]).trace.batches] == [lots[0]]

    assert ("class", "tex2jax_ignore mathjax_ignore") in pages[0].attributes
    for lot in lots:
        assert lot.replace("/", "%2F") in pages[1].text
    assert "<i>mes_consumption.csv" in pages[0].text


def test_what_drives_a_terminal_is_shown_as_escapes(
    embedded_settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lot = "L\x1b]0;owned\x07\u202e1"
    rows = [("PO-1", "1", "1001", lot, "1", "kg", NOON)]
    with genealogy.open(embedded_settings) as graph:
        graph.load(write_csv(tmp_path / "a\x1b.csv", CONSUMPTION, rows))
        answer = graph.recall(lot)

    for text in (repr(answer), shown(answer).text, capsys.readouterr().err):
        assert not {"\x1b", "\x07", "\u202e"} & {*text}
    assert r"L\x1b]0;owned\x07\u202e1" in repr(answer)


def test_a_load_shows_what_became_of_each_file(
    embedded_settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_csv(tmp_path / "good.csv", CONSUMPTION, [("PO-1", "1", "1", "L-1", "1", "kg", NOON)])
    write_csv(tmp_path / "half.csv", CONSUMPTION, [("PO-2", "1", "1", "L-2", "many", "kg", NOON)])
    write_csv(tmp_path / "none.csv", ("what", "is", "this"), [("1", "2", "3")])
    (tmp_path / "notes.docx").write_bytes(b"x")
    with genealogy.open(embedded_settings) as graph:
        dry = graph.load(tmp_path, dry_run=True)
        assert graph.status().totals["batches"] == 0
        run = graph.load(tmp_path)
        text = shown(run).text

    assert "dry run, nothing was written" in repr(dry)
    assert "dry run" not in text
    assert "none.csv was not loaded" in text
    assert "1 row rejected" in text
    assert "notes.docx" in text
    assert [each.rows_read for each in run.receipts] == [1, 1]
    assert capsys.readouterr().err.count("good.csv: 1 rows\n") == 2


def test_a_long_load_tells_how_far_it_is(
    embedded_settings: Settings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("api.progress._SECONDS_BETWEEN_LINES", 0.0)
    with genealogy.open(embedded_settings) as graph:
        graph.load(many_consumptions(tmp_path / "long.csv", 12_000), dry_run=True)
    lines = capsys.readouterr().err.splitlines()

    assert lines[-1] == "long.csv: 12,000 rows"
    assert len(lines) > 1
    assert all(line.startswith("long.csv: ") and " of about " in line for line in lines[:-1])


def test_a_profile_is_named_as_on_the_command_line(
    embedded_settings: Settings, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "x.csv", CONSUMPTION, [("PO-1", "1", "1", "L", "1", "kg", NOON)])
    with genealogy.open(embedded_settings) as graph:
        (receipt,) = graph.load(file, profiles="mes-consumption").receipts
        with pytest.raises(WrongUsage, match="nor the name of a profile"):
            graph.load(file, profiles=["no such"])

    assert receipt.profile == "mes-consumption"


def test_without_a_folder_the_graph_is_that_of_the_settings(
    embedded_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_csv(tmp_path / "x.csv", CONSUMPTION, [("PO-1", "1", "1", "L", "1", "kg", NOON)])
    monkeypatch.setenv("GENEALOGY_DATA", str(embedded_settings.data))
    with genealogy.open() as graph:
        graph.load(file)
    with genealogy.open(str(embedded_settings.data)) as graph:
        assert graph.status().totals["batches"] == 1


def test_times_are_shown_in_the_zone_of_the_settings_and_kept_in_utc(plant: Graph) -> None:
    settings = plant.settings.model_copy(update={"zone": "Asia/Shanghai"})
    with genealogy.open(settings) as graph:
        answer = graph.recall("CUL-2231")

    assert "ERP 2026-10-17 01:30 +08:00" in shown(answer).text
    assert answer.to_dict() == plant.recall("CUL-2231").to_dict()
    assert answer.frames()["batches"].equals(plant.recall("CUL-2231").frames()["batches"])


def test_scopes_are_compared_by_text_by_answer_and_by_json(plant: Graph, tmp_path: Path) -> None:
    whole = plant.recall("CUL-2231")
    kept = json.loads(json.dumps(whole.to_dict()))
    named = plant.compare(before=whole, kept=kept, now="CUL-2231", other="supplier=S-202")
    unnamed = plant.compare(whole, "CUL-2231")

    assert [scope.name for scope in named.scopes] == ["before", "kept", "now", "other"]
    assert [len(scope.batches) for scope in named.scopes[:3]] == [72, 72, 72]
    assert [scope.name for scope in unnamed.scopes] == [ORIGIN, "CUL-2231"]
    assert unnamed.changes == []
    path = tmp_path / "before.json"
    path.write_text(json.dumps(kept), encoding="utf-8")
    assert plant.compare(f"@{path}", now="CUL-2231").scopes[0].saved
    with pytest.raises(WrongUsage, match="no answer of a recall or a trace"):
        plant.compare("CUL-2231", {"question": {"origins": ["x"]}})
    with pytest.raises(WrongUsage, match="no answer of a recall or a trace"):
        plant.compare("CUL-2231", plant.status())  # type: ignore[arg-type]


def test_a_trace_is_a_network_and_a_workbook_too(plant: Graph, tmp_path: Path) -> None:
    backward, forward = plant.trace("YOG-0041", direction="backward"), plant.recall("CUL-2231")
    for number, answer in enumerate((backward, forward)):
        answer.to_excel(tmp_path / f"{number}.xlsx")
        assert (tmp_path / f"{number}.xlsx").read_bytes()[:2] == b"PK"
    assert forward.to_networkx().number_of_nodes() > backward.to_networkx().number_of_nodes() > 47


def test_every_finding_is_in_the_frame_and_in_the_json(plant: Graph) -> None:
    checks = plant.check()
    findings = checks.frames().get("findings", ())

    assert len(findings) == sum(each["count"] for each in checks.to_dict()["checks"])
    assert all(not each["not_shown"] for each in checks.to_dict()["checks"])
    with pytest.raises(WrongUsage, match="There is no check"):
        plant.check("no-such")
    assert plant.check(load="wms_returns.csv").load_id


def test_a_search_says_that_there_is_more(plant: Graph) -> None:
    found = plant.batches("YOG", most=3)

    assert (len(found.batches), found.more) == (3, True)
    assert "There are more than these" in shown(found).text
    assert not plant.batches("YOG", most=10_000).more


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda graph: graph.recall(), "Name a batch"),
        (lambda graph: graph.recall(2231), "2231 is none"),
        (lambda graph: graph.recall(["CUL-2231"]), "is none"),
        (lambda graph: graph.balance(), "Name batches"),
        (lambda graph: graph.balance("CUL-2231", material="3101"), "Name batches"),
        (lambda graph: graph.balance("CUL-2231", begin="2026-10-01"), "material"),
        (lambda graph: graph.batches(), "Give a text"),
        (lambda graph: graph.trace("YOG-0041", direction="backward", quantities=True), "forward"),
        (lambda graph: graph.gaps(kinds="no such"), "There is no gap"),
    ],
)
def test_what_cannot_be_asked_is_told_in_a_sentence(
    plant: Graph, wrong: Callable[[Any], object], sentence: str
) -> None:
    with pytest.raises(WrongUsage, match=sentence):
        wrong(plant)


def test_what_is_not_there_is_told_as_on_the_command_line(plant: Graph, tmp_path: Path) -> None:
    with pytest.raises(UnknownBatch, match=r'No batch "CUL-2213"\. Nearest: S-201/1201/CUL-2231'):
        plant.recall("CUL-2213")
    with pytest.raises(NothingSelected):
        plant.recall(where="supplier=nobody")
    with pytest.raises(FileRefused):
        plant.load(tmp_path / "absent.csv")


def test_a_closed_graph_says_so_and_its_answers_stay(embedded_settings: Settings) -> None:
    with genealogy.open(embedded_settings) as graph:
        answer = graph.status()
    graph.close()

    assert answer.totals["batches"] == 0
    with pytest.raises(WrongUsage, match="closed"):
        graph.status()
