"""Trace: every batch that material went into, or came from, and whether that is all of it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, get_args

from genealogy.balance import Balance, balances, deliveries
from genealogy.engine.database import Database
from genealogy.engine.statement import Reader
from genealogy.errors import WrongUsage
from genealogy.garbage import seldom_collected
from genealogy.graph import Genealogy, Movement
from genealogy.identity import parse_batch_id
from genealogy.settings import Settings, load_settings
from genealogy.times import moment, recorded_text
from genealogy.verdict import Direction, Verdict, judge
from genealogy.walk import BATCH, OPERATION, Node, certain_nodes, ranks
from queries.as_known import AsKnown, fingerprint_of, time_of
from queries.extent import measured
from queries.fetching import fetch
from queries.freshness import missing_input, sources
from queries.in_time import InTime
from queries.netted import netted_links, sizes
from queries.one_state import of_one_state
from queries.quantities import Quantities, inputs_of
from queries.quantities import quantities as quantities_of
from queries.selection import meant, selections
from queries.violations import violations_of


@dataclass(frozen=True)
class Trace:
    """The answer to a trace: the part of the graph, what of it is certain, and the verdict.

    `levels` is the process level of each node, `certain` the nodes that certain links reach,
    `balances` the mass balance of each batch, on which the verdict rests. `where` are the
    selections that it was asked with, `named` the origins that were named besides, `untimed` the
    batches that meet them but for a time that nobody states. `in_time` is the part of the scope
    that time allows, `quantities` how much of the origins is where, each if it was asked for.
    """

    direction: Direction
    fingerprint: str
    genealogy: Genealogy
    certain: frozenset[Node]
    levels: dict[Node, int]
    balances: dict[str, Balance]
    verdict: Verdict
    where: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    untimed: tuple[str, ...] = ()
    as_known_on: str | None = None
    in_time: InTime | None = None
    quantities: Quantities | None = None

    @property
    def origins(self) -> tuple[str, ...]:
        """The batches that the question is about."""
        return self.genealogy.origins

    @cached_property
    def batches(self) -> list[dict[str, Any]]:
        """Every batch of the answer, once, in the order of level and id."""
        origins = frozenset(self.origins)
        rows = [self._batch(batch_id, origins) for batch_id in self.genealogy.batches]
        if self.quantities:
            for row in rows:
                row["amounts"] = self.quantities.of_batch(row["batch_id"])
        return sorted(rows, key=lambda row: (row["level"], row["batch_id"]))

    @cached_property
    def operations(self) -> list[dict[str, Any]]:
        """Every operation of the answer, once, in the order of level and id."""
        rows = [
            {
                "operation_id": operation_id,
                "kind": each.kind,
                "order": each.order,
                "site": each.site,
                "line": each.line,
                "recipe": each.recipe,
                "started_at": each.started_at,
                "ended_at": each.ended_at,
                "certain": (OPERATION, operation_id) in self.certain,
                "level": self.levels.get((OPERATION, operation_id), 0),
            }
            for operation_id, each in self.genealogy.operations.items()
        ]
        return sorted(rows, key=lambda row: (row["level"], row["operation_id"]))

    @cached_property
    def links(self) -> list[dict[str, Any]]:
        """Every link of the answer, once for each unit, its facts netted."""
        return netted_links(self.genealogy.links)

    @cached_property
    def suppliers(self) -> list[dict[str, Any]]:
        """Who supplied batches of the answer."""
        supplied: dict[str, list[str]] = {}
        for each in self.genealogy.of_type("SUPPLIED"):
            supplied.setdefault(each.other, []).append(each.batch_id)
        return [
            {
                "supplier_id": supplier_id,
                "name": party.name,
                "contact": party.contact,
                "address": party.address,
                "certain": any((BATCH, batch) in self.certain for batch in supplied[supplier_id]),
                "batches": len(set(supplied[supplier_id])),
            }
            for supplier_id, party in self.genealogy.suppliers.items()
            if supplier_id in supplied
        ]

    @cached_property
    def supplies(self) -> list[dict[str, Any]]:
        """What each supplier delivered of the batches of the answer."""
        return [self.movement(each, "supplier_id") for each in self.genealogy.of_type("SUPPLIED")]

    @cached_property
    def customers(self) -> list[dict[str, Any]]:
        """Who received material of the answer; certain where a certain delivery of a certain
        batch reached them."""
        received: dict[str, list[dict[str, Any]]] = {}
        for row in self.shipments:
            received.setdefault(row["customer_id"], []).append(row)
        rows = [
            {
                "customer_id": customer_id,
                "name": party.name,
                "contact": party.contact,
                "address": party.address,
                "kind": party.kind,
                "certain": any(row["certain"] for row in received[customer_id]),
                "batches": len({row["batch_id"] for row in received[customer_id]}),
                "last_shipment": max(
                    (row["occurred_at"] for row in received[customer_id] if row["occurred_at"]),
                    key=moment,
                    default=None,
                ),
            }
            for customer_id, party in self.genealogy.customers.items()
            if customer_id in received
        ]
        if self.quantities:
            rows = [
                row | {"amounts": self.quantities.of_customer(str(row["customer_id"]))}
                for row in rows
            ]
        return rows

    @cached_property
    def shipments(self) -> list[dict[str, Any]]:
        """Every delivery of a batch of the answer, once, in the order of batch and customer."""
        rows = [
            self.movement(each, "customer_id")
            | {
                "container": each.container,
                "site": each.site,
                "stated_by_receiver": each.type == "RECEIVED_BY",
            }
            for each in deliveries(self.genealogy)
        ]
        return sorted(
            rows,
            key=lambda row: (
                row["batch_id"],
                row["customer_id"],
                row["occurred_at"] or "",
                row["document"] or "",
                not row["certain"],
            ),
        )

    @seldom_collected()
    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": {"direction": self.direction, "origins": list(self.origins)}
            | (
                {
                    "named": [*self.named],
                    "where": [*self.where],
                    "untimed": [*self.untimed],
                }
                if self.where
                else {}
            )
            | ({"as_known_on": self.as_known_on} if self.as_known_on else {}),
            "fingerprint": self.fingerprint,
            "batches": self.batches,
            "operations": self.operations,
            "links": self.links,
            "suppliers": self.suppliers,
            "supplies": self.supplies,
            "customers": self.customers,
            "shipments": self.shipments,
            "verdict": self.verdict.to_dict(),
        } | (
            ({"time_respecting": self.in_time.to_dict()} if self.in_time else {})
            | ({"quantities": self.quantities.to_list()} if self.quantities else {})
        )

    def _batch(self, batch_id: str, origins: frozenset[str]) -> dict[str, Any]:
        batch, parts = self.genealogy.batches[batch_id], parse_batch_id(batch_id)
        quantity, unit = self._sizes.get(batch_id, (batch.stated_quantity, batch.unit))
        return {
            "batch_id": batch_id,
            "party": parts.party,
            "item": parts.item,
            "lot": parts.lot,
            "serial": parts.serial,
            "name": batch.name,
            "origin": batch_id in origins,
            "certain": (BATCH, batch_id) in self.certain,
            "level": self.levels.get((BATCH, batch_id), 0),
            "quantity": None if quantity is None else float(quantity),
            "unit": unit,
            "made_at": batch.made_at,
            "expires_on": batch.expires_on,
        } | ({"in_time": (BATCH, batch_id) in self.in_time.possible} if self.in_time else {})

    @cached_property
    def _sizes(self) -> dict[str, tuple[Decimal, str | None]]:
        return sizes(self.genealogy.produced, self.genealogy.of_type("SUPPLIED"))

    def movement(self, each: Movement, other: str) -> dict[str, Any]:
        """A movement as a row; `other` names the column of what is at its far end."""
        return {
            "batch_id": each.batch_id,
            other: each.other,
            "quantity": None if each.quantity is None else float(each.quantity),
            "at_most": None if each.at_most is None else float(each.at_most),
            "unit": each.unit,
            "occurred_at": each.occurred_at,
            "document": each.document,
            "certain": each.certain and (BATCH, each.batch_id) in self.certain,
        }


@seldom_collected()
def trace(
    database: Database,
    batches: Sequence[str],
    direction: Direction = "forward",
    settings: Settings | None = None,
    where: Sequence[str] = (),
    *,
    time_respecting: bool = False,
    as_known_on: str | None = None,
    quantities: bool = False,
) -> Trace:
    """Every batch that material of these batches went into (forward) or came from (backward).

    Complete: no limit of depth or rows; each batch, operation and link once, also in loops and
    with origins that overlap. All of it is of one state of the graph. Cost grows with the links
    of the scope, not with the graph or with the number of paths.

    The batches that a text of `where` selects are origins too (see genealogy/selection.py).
    `time_respecting` tells besides what of it time allows (see genealogy/arrival.py).
    `as_known_on` is a time in the past: the answer as the graph knew it then.
    `quantities` tells besides how much of the origins is where, forward only (see
    genealogy/mixing.py).

    Raises UnknownBatch, AmbiguousBatch, NothingSelected, WrongUsage for a text that cannot be
    understood, or one of the DatabaseUnavailable errors.
    """
    if direction not in get_args(Direction):
        raise WrongUsage(f'A trace is forward, backward or both: "{direction}" is no direction.')
    if quantities and direction != "forward":
        raise WrongUsage("Quantities are told of forward traces.")
    settings = settings or load_settings()
    wanted = selections(where, settings)
    hours = settings.time_tolerance_hours
    late = timedelta(hours=hours)
    graph: Reader = database
    known_on = None if as_known_on is None else time_of(as_known_on, settings.timezone)
    if known_on:
        if wanted:
            raise WrongUsage("What is selected is selected as known today: name the batches.")
        graph = AsKnown(database, known_on)

    def answer() -> Trace:
        origins = meant(graph, batches, wanted)
        genealogy = fetch(graph, origins.batch_ids, direction)
        with ThreadPoolExecutor(1) as beside:  # the database reads on while Python computes
            inputs = beside.submit(inputs_of, graph, genealogy) if quantities else None
            certain, level, loops = _shape(genealogy, direction)
            sheets = balances(genealogy)
            violated = violations_of(graph, genealogy, late)
            mixed = quantities_of(genealogy, sheets, inputs.result()) if inputs else None
        verdict = judge(
            genealogy,
            sheets,
            direction,
            as_of=sources(graph),
            missing_input=missing_input(graph),
            tolerance=Decimal(str(settings.tolerance)),
            stale_hours=settings.stale_hours,
            loops=loops,
            violations=violated,
        )
        verdict = replace(verdict, gaps=measured(graph, verdict.gaps, direction, genealogy))
        where_texts = tuple(each.text for each in wanted)
        return Trace(
            direction,
            "",
            genealogy,
            certain,
            level,
            sheets,
            verdict,
            where=where_texts,
            named=origins.named,
            untimed=origins.untimed,
            as_known_on=recorded_text(known_on) if known_on else None,
            in_time=InTime(genealogy, direction, hours) if time_respecting else None,
            quantities=mixed,
        )

    result, fingerprint = of_one_state(database, answer)
    if known_on:
        fingerprint = fingerprint_of(result.genealogy)
    return replace(result, fingerprint=fingerprint)


def _shape(
    genealogy: Genealogy, direction: Direction
) -> tuple[frozenset[Node], dict[Node, int], list[list[str]]]:
    """What is certain, the process levels, and the loops. Backward levels are negative in a
    trace of both directions, so that the origins stand between."""
    certain: set[Node] = set()
    level: dict[Node, int] = {}
    loops: list[list[str]] = []
    for forward in (False, True):
        if direction not in ("both", "forward" if forward else "backward"):
            continue
        found = ranks(genealogy.origins, genealogy.links, forward=forward)
        all_certain = all(link.certain for link in genealogy.links)
        certain |= found.levels.keys() if all_certain else certain_nodes(genealogy, forward=forward)
        sign = -1 if direction == "both" and not forward else 1
        level |= {node: sign * at for node, at in found.levels.items()}
        loops += [loop for loop in found.loops if loop not in loops]
    return frozenset(certain), level, sorted(loops)
