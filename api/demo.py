"""`genealogy demo`: a plant, a bad lot, a recall, a picture."""

from __future__ import annotations

import json
import time
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Any

import typer

from api.console import Data, put_on_record, say, show
from api.pictures import head_of
from api.recall import show_recall
from api.record import Record
from genealogy.engine.database import Database
from genealogy.engine.opening import open_database
from genealogy.errors import WrongUsage
from genealogy.settings import Settings, load_settings
from loaders.loading import load
from queries.recall import Recall, recall
from queries.status import status


def demo_command(
    picture: Annotated[Path, typer.Option(help="Where to write the picture.")] = Path(
        "genealogy-demo.html"
    ),
    data: Data = None,
) -> None:
    """Loads the demo plant, recalls one supplier's bad lot, and draws it.

    The plant lives in a graph of its own, beside yours, unless --data, GENEALOGY_DATA or
    GENEALOGY_NEO4J_URI say where.
    """
    started = time.perf_counter()
    settings = _settings(data)
    truth = json.loads(files("demo").joinpath("truth.json").read_text(encoding="utf-8"))
    origin = truth["origin"]["lot"]
    with open_database(settings) as database:
        with put_on_record(settings, "load") as record:
            _load(database, record)
        with put_on_record(settings, "question.recall") as record:
            asked = time.perf_counter()
            answer = record.answer(recall(database, [truth["origin"]["batch_id"]], settings))
            answered = time.perf_counter()
    show_recall(answer)
    _draw(picture, answer, origin)
    say(f"picture: {picture.absolute()}")
    say(
        f"recall answered in {1000 * (answered - asked):.0f} ms, "
        f"all of it in {time.perf_counter() - started:.1f} s"
    )
    _next(settings, origin, truth)


def _settings(data: Path | None) -> Settings:
    settings = load_settings(data)
    if data is not None or settings.neo4j_uri or "data" in settings.model_fields_set:
        return settings
    beside: dict[str, Any] = {"data": settings.data.parent / "genealogy-demo"}
    if settings.office is None:  # a trail of its own, which has heads of its own
        beside |= {"audit_heads": None, "audit_key": None}
    return settings.model_copy(update=beside)


def _load(database: Database, record: Record) -> None:
    with as_file(files("demo").joinpath("exports")) as folder:
        ours = {path.name for path in folder.iterdir()}
        others = {row["file"] for row in status(database).loads} - ours
        if others:
            raise WrongUsage(
                f"This graph holds other data ({sorted(others)[0]}): the demo will not mix with it."
                " Name an empty folder with --data."
            )
        run = record.answer(load(database, [folder]))
    rows = sum(receipt.rows_read for receipt in run.receipts)
    seconds = sum(receipt.seconds for receipt in run.receipts)
    show(
        f"A yoghurt maker's six weeks: {len(run.receipts)} exports, {rows:,} rows, {seconds:.1f} s"
    )
    show("A supplier calls: one lot of culture is contaminated.")
    show()


def _draw(path: Path, answer: Recall, origin: str) -> None:
    from visualize.page import write_page

    write_page(path, answer.to_dict(), head_of(answer, f"Recall scope of {origin}"))


def _next(settings: Settings, origin: str, truth: dict[str, Any]) -> None:
    where = "" if settings.neo4j_uri else f" --data {settings.data}"
    finished = sorted(truth["backward_of"])[-1].rsplit("/", 1)[-1]
    material = truth["failing"][0].split("/")[1]
    gap = truth["gap"]["batch_id"].rsplit("/", 1)[-1]
    say("next:")
    say(f"  genealogy why {gap} {origin}{where}")
    say(f"  genealogy trace {finished} --backward{where}")
    say(f"  genealogy recall {origin} --csv --table customers{where}")
    say(f"  genealogy root-cause --bad-from 'material={material} outcome=bad'{where}")
