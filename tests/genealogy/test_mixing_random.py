"""Random plants with loops, returns and unlike units: what holds of the amounts in any of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, lil_matrix
from scipy.sparse.linalg import spsolve

from genealogy.graph import Link, Movement
from genealogy.mixing import Content, contents
from tests.genealogy.mixing_plants import (
    Stated,
    came,
    content,
    counted,
    flows_of,
    gave_back,
    made,
    scrapped,
    sent,
    sent_back,
    used,
)

BATCHES, OPERATIONS = 7, 5
AMOUNTS = some.integers(1, 40).map(lambda tenths: Decimal(tenths) / 10)
batch = some.integers(0, BATCHES - 1).map("b{}".format)
operation = some.integers(0, OPERATIONS - 1).map("o{}".format)
customer = some.sampled_from(["c0", "c1"])
links = some.one_of(
    some.builds(used, batch, operation, AMOUNTS),
    some.builds(used, batch, operation, AMOUNTS),
    some.builds(made, operation, batch, AMOUNTS),
    some.builds(made, operation, batch, AMOUNTS),
    some.builds(gave_back, batch, operation, AMOUNTS),
)
moves = some.one_of(
    some.builds(came, batch, AMOUNTS),
    some.builds(sent, batch, customer, AMOUNTS),
    some.builds(sent_back, customer, batch, AMOUNTS),
    some.builds(scrapped, batch, AMOUNTS),
    some.builds(counted, batch, AMOUNTS),
)
EACH: list[Stated] = [came(f"b{number}", "0.1") for number in range(BATCHES)]
"""So that a unit is known of every batch."""
PLANTS = some.tuples(some.lists(links, min_size=3, max_size=25), some.lists(moves, max_size=8)).map(
    lambda both: [*EACH, *both[0], *both[1]]
)
ORIGINS = some.lists(batch, min_size=1, max_size=3, unique=True)


def altered(stated: list[Stated], random: Random, what: str) -> list[Stated]:
    """Some of the records without a quantity, in pieces, or only possible."""
    changed: list[Stated] = []
    for each in stated:
        if isinstance(each, Link | Movement) and random.random() < 0.25:
            if what == "hidden":
                each = each._replace(quantity=None)  # noqa: PLW2901
            elif what == "pieces":
                each = each._replace(unit="pcs")  # noqa: PLW2901
            elif isinstance(each, Link) or each.type == "SHIPPED_TO":
                each = each._replace(certain=False)  # noqa: PLW2901
        changed.append(each)
    return changed


def near(value: float, size: float = 100) -> float:
    return pytest.approx(value, rel=1e-7, abs=1e-9 * size)  # type: ignore[no-any-return]


def is_in_order(of: Content) -> None:
    for each in (*of.batches.values(), *of.customers.values()):
        slack = 1e-9 * (1 + (each.mixing or 0))
        assert each.low >= 0
        assert each.mixing is None or each.low <= each.mixing + slack
        assert each.mixing is None or each.high is None or each.mixing <= each.high + slack
        assert each.high is None or each.low <= each.high + slack
        assert each.share is None or 0 <= each.share <= 1 + 1e-9
    for amount in of.found.values():
        assert amount is None or amount >= 0
    if of.seeded is not None:
        assert sum(each for each in of.found.values() if each) == near(of.seeded)


@settings(max_examples=150, deadline=None)
@given(PLANTS, ORIGINS, some.randoms(use_true_random=False))
@pytest.mark.parametrize("what", ["whole", "hidden", "pieces", "possible"])
def test_mass_is_conserved_and_amounts_are_between_their_bounds(
    what: str, stated: list[Stated], origins: list[str], random: Random
) -> None:
    stated = stated if what == "whole" else altered(stated, random, what)

    for of in contents(origins, flows_of(stated, origins)):
        is_in_order(of)


@settings(max_examples=80, deadline=None)
@given(PLANTS, ORIGINS, some.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(
    stated: list[Stated], origins: list[str], random: Random
) -> None:
    stated = altered(altered(stated, random, "pieces"), random, "hidden")
    shuffled = random.sample(stated, len(stated))

    assert contents(origins, flows_of(stated, origins)) == contents(
        origins[::-1], flows_of(shuffled, origins[::-1])
    )


@settings(max_examples=120, deadline=None)
@given(PLANTS, some.lists(batch, min_size=2, max_size=2, unique=True))
def test_what_two_origins_share_is_the_sum_where_none_leads_to_the_other(
    stated: list[Stated], origins: list[str]
) -> None:
    first, second = (content(stated, each) for each in origins)
    assume(origins[1] not in first.batches and origins[0] not in second.batches)
    both = content(stated, *origins)

    for batch_id, amount in both.batches.items():
        parts = [each.batches[batch_id] for each in (first, second) if batch_id in each.batches]
        if amount.mixing is not None and all(part.mixing is not None for part in parts):
            assert amount.mixing == near(sum(part.mixing or 0 for part in parts))
            if amount.share is not None:
                assert amount.share == near(sum(part.share or 0 for part in parts), 1)


@dataclass(frozen=True)
class Truth:
    """The certain flows of a plant in kilograms, netted by other means than the program's."""

    arcs: dict[tuple[str, str], Fraction]
    ended: dict[tuple[str, str], Fraction]
    capacity: dict[str, Fraction]
    reached: set[str]
    origins: list[str]

    @classmethod
    def of(cls, stated: list[Stated], origins: list[str]) -> Truth:
        arcs: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
        ended: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
        inflow: dict[str, Fraction] = defaultdict(Fraction)
        outflow: dict[str, Fraction] = defaultdict(Fraction)
        for each in stated:
            if isinstance(each, Link):
                ends = (each.batch_id, each.operation_id)
                sign = -1 if each.role == "return" else 1
                arcs[ends if each.consumed else ends[::-1]] += sign * Fraction(str(each.quantity))
            elif isinstance(each, Movement) and each.type == "SUPPLIED":
                inflow[each.batch_id] += Fraction(str(each.quantity))
        balance = flows_of(stated, origins)
        for number, held in balance.holdings.items():
            for place in held:  # how counts and returns net is told by tests of the balance
                assert place.quantity is not None
                ended[balance.batches[number], f"{place.kind} {place.other}"] += Fraction(
                    str(place.quantity)
                )
        arcs = {ends: max(amount, Fraction(0)) for ends, amount in arcs.items()}
        for (tail, head), amount in arcs.items():
            outflow[tail] += amount
            inflow[head] += amount
        for (tail, _), amount in ended.items():
            outflow[tail] += amount
        places = {end for ends in arcs for end in ends} | set(inflow) | set(outflow) | {*origins}
        capacity = {each: max(inflow[each], outflow[each]) for each in places}
        reached, waiting = set(origins), list(origins)
        while waiting:
            tail = waiting.pop()
            for other, head in arcs:
                if other == tail and head not in reached:
                    reached.add(head)
                    waiting.append(head)
        return cls(arcs, dict(ended), capacity, reached, origins)

    def flows(self) -> Iterator[tuple[str, str, Fraction]]:
        """What leaves each place that is reached."""
        for (tail, head), amount in (*self.arcs.items(), *self.ended.items()):
            if tail in self.reached:
                yield tail, head, amount

    def mixed(self) -> dict[str, float]:
        """The amount in every place if each is perfectly mixed, of all equations at once."""
        order = {place: at for at, place in enumerate(sorted(self.reached))}
        matrix, right = lil_matrix((len(order), len(order))), np.zeros(len(order))
        matrix.setdiag(1)
        for origin in self.origins:
            right[order[origin]] = float(self.capacity[origin])
        for tail, head, amount in self.flows():
            if head in order and head not in self.origins and self.capacity[tail]:
                matrix[order[head], order[tail]] -= float(amount / self.capacity[tail])
        solved = np.atleast_1d(spsolve(csr_matrix(matrix), right))
        return {place: float(solved[at]) for place, at in order.items()}

    def feasible(self, about: list[tuple[str, str]], sign: int) -> float | None:
        """The least (sign 1) or most (-1) of the origins that can be in these flows together.

        A flow holds no more of them than itself. What comes into a place of them leaves it,
        but for what remains there, which is no more than its capacity less what left.
        """
        flows = list(self.flows())
        upper = [(0.0, float(amount)) for _, _, amount in flows]
        rows, right = [], []
        for place in sorted(self.reached):
            row = [
                (head == place) - float(tail == place) if place not in self.origins else 0.0
                for tail, head, _ in flows
            ]
            rest = self.capacity[place] - sum(
                (amount for tail, _, amount in flows if tail == place), Fraction(0)
            )
            rows += [row, [-each for each in row]]
            right += [float(rest), 0.0]
        bounds = [
            (limit[1], limit[1]) if tail in self.origins else limit
            for (tail, _, _), limit in zip(flows, upper, strict=True)
        ]
        aim = [sign * float((tail, head) in about) for tail, head, _ in flows]
        solved = linprog(aim, A_ub=rows, b_ub=right, bounds=bounds, method="highs")
        return sign * float(solved.fun) if solved.success else None


@settings(max_examples=120, deadline=None)
@given(PLANTS, ORIGINS)
def test_perfect_mixing_is_the_solution_of_all_equations_at_once(
    stated: list[Stated], origins: list[str]
) -> None:
    of, known = content(stated, *origins), Truth.of(stated, origins).mixed()

    for batch_id, amount in of.batches.items():
        if amount.mixing is not None:
            assert amount.mixing == near(known[batch_id])


@settings(max_examples=70, deadline=None)
@given(PLANTS, ORIGINS, some.randoms(use_true_random=False))
@pytest.mark.parametrize("what", ["whole", "hidden", "possible"])
def test_no_distribution_that_respects_the_quantities_is_outside_of_the_bounds(
    what: str, stated: list[Stated], origins: list[str], random: Random
) -> None:
    truth = Truth.of(stated, origins)
    told = stated if what == "whole" else [*EACH, *altered(stated[BATCHES:], random, what)]
    of = content(told, *origins)
    into = {
        batch_id: [(tail, head) for tail, head, _ in truth.flows() if head == batch_id]
        for batch_id in of.batches
        if batch_id not in origins
    }
    at = {
        name: [(tail, head) for tail, head, _ in truth.flows() if head == f"customer {name}"]
        for name in of.customers
    }
    amounts = [(of.batches[name], flows) for name, flows in into.items()]
    amounts += [(of.customers[name], flows) for name, flows in at.items()]

    for amount, flows in amounts:
        least, most = truth.feasible(flows, 1), truth.feasible(flows, -1)
        if least is not None and most is not None:
            assert amount.low <= least + 1e-6
            assert amount.high is None or most <= amount.high + 1e-6
