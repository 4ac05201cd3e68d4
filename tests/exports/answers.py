"""Answers to export, of a plant whose names are what files and programs stumble over."""

from __future__ import annotations

from exports.tables import Answer
from genealogy.engine.database import Database
from genealogy.facts import Fact, Measurement
from genealogy.selection import Window
from genealogy.settings import Settings
from queries.balance import balance
from queries.compare import compare
from queries.completeness import completeness
from queries.control_chart import control_chart
from queries.gaps import gaps
from queries.recall import recall
from queries.root_cause import root_cause
from queries.scopes import Wanted
from queries.scorecard import scorecard
from queries.siblings import siblings
from queries.trace import trace
from tests.plants import own, state
from tests.queries.flows import (
    amount,
    came,
    counted,
    day,
    gained,
    made,
    operation,
    scrapped,
    sent,
    sent_back,
    used,
)

HOSTILE = (
    "=1+1",
    "@SUM(A1)",
    "+cmd",
    "-1+cmd",
    "http://example.com",
    "<b>bold</b>",
    "<r><t>rich</t></r>",
    "]]>&amp;",
    "esc\x1b[2Jape",
    "esc\\x1b[2Jape",
    "_x001B_",
    " space ",
    "two\nlines\r\n",
    "turn\u202eround",
    "no\ufffecharacter",
    "00012",
    "1e5",
    "批号/七#%",
)
"""Lot numbers, and names of a customer each."""

_EACH = 2**-3 + 0.1 + 0.2  # 0.42500000000000004: more digits than a spreadsheet shows


def plant() -> list[object]:
    """milk and cream -> mix -> yoghurt -> fill -> a cup of each hostile lot -> a customer each.

    Some comes back, is scrapped, gained, counted, reworked, and in process; the milk was used
    before it came, and a part of the yoghurt is nowhere.
    """
    return [
        *(came("milk", "100.5", at=day(3)), came("cream", "300", at=day(1))),
        *(used("milk", "mix", "100.5", at=day(2)), used("cream", "mix", "300", at=day(2))),
        *(made("mix", "yoghurt", "390", at=day(4)), used("yoghurt", "fill", "200", at=day(5))),
        *(made("fill", lot, repr(_EACH), at=day(5)) for lot in HOSTILE),
        *(sent(lot, f"to {lot}", repr(_EACH), at=day(6)) for lot in HOSTILE),
        *(sent("yoghurt", "shop", "40", at=day(7)), sent("yoghurt", "shop", "3", unit="L")),
        *(sent_back("shop", "yoghurt", "4", at=day(8)), scrapped("yoghurt", "5", at=day(8))),
        *(gained("yoghurt", "1", at=day(8)), counted("yoghurt", "20", at=day(9))),
        *(used("yoghurt", "rework", "7", at=day(8)), made("rework", "milk", "7", at=day(8))),
        *(used("yoghurt", "stir", "2", at=day(8)), operation("stir", started_at="2026-10-08")),
        *(used("milk", "dry"), made("dry", "powder"), sent("powder", "shop")),
    ]


def inspected() -> list[Fact]:
    """A test of each of the hostile lots, one an hour, of which the last one is far off."""
    return [
        amount(
            Measurement, lot, f"m {lot}", "90" if number == len(HOSTILE) - 1 else "10",
            at=day(9, hour=number), characteristic="=1+1", verdict="不合格",
        )
        for number, lot in enumerate(HOSTILE)
    ]  # fmt: skip


def every_answer(database: Database) -> dict[str, Answer]:
    """An answer to each question whose answer has tables, with all that can be asked for."""
    settings = Settings()
    state(database, [*plant(), *inspected()])
    milk = [own("milk")]
    wanted = [Wanted("all", tuple(milk)), Wanted("cup", (own("=1+1"),))]
    return {
        "trace": trace(database, milk, settings=settings, time_respecting=True, quantities=True),
        "recall": recall(database, milk, settings, time_respecting=True, quantities=True),
        "compare": compare(database, wanted, settings),
        "siblings": siblings(database, [own("=1+1")], settings),
        "root-cause": root_cause(database, [own("=1+1")], [own("powder")], settings),
        "gaps": gaps(database, settings),
        "balance": balance(database, milk, settings, recalled=True),
        "completeness": completeness(database, settings),
        "scorecard": scorecard(database, "material", Window(), settings),
        "control-chart": control_chart(
            database, "=1+1", {"material": "item"}, Window(), settings, subgroup=2
        ),
    }
