"""What cards have in common, to filter a picture by: material, site, supplier, status, holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from visualize.picture import Answer, Card, key, material
from visualize.words import plain

NAMES = ("material", "site", "supplier", "status")
MARKS = ("origin", "gap", "held", "possible")


def traits(
    answer: Answer,
    whole: Sequence[Card],
    boxes: Mapping[str, str],
    held: Collection[str] = (),
) -> dict[str, dict[str, Any]]:
    """For each drawn key a list of values by name, `counts` of records by mark, whether it is
    `held`, and for a box of batches what it `gathers`: levels, party, item.

    `boxes` gives the drawn key of a card that is gathered; `held` are ids of batches on hold.
    """
    values: dict[str, dict[str, set[str]]] = defaultdict(lambda: {name: set() for name in NAMES})
    for card_key, name, value in _values(answer):
        values[boxes.get(card_key, card_key)][name].add(plain(value))
    on_hold = {key("batch", each) for each in held}
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(MARKS, 0))
    for card in whole:
        counted = counts[boxes.get(card.key, card.key)]
        marked = (card.origin, card.gap, card.key in on_hold, card.possible)
        for mark, holds in zip(MARKS, marked, strict=True):
            counted[mark] += holds
    gathers = _gathered(answer, boxes)
    return {
        drawn: {name: sorted(found) for name, found in values[drawn].items()}
        | {"held": counted["held"] > 0, "counts": counted, "gathers": gathers.get(drawn)}
        for drawn, counted in counts.items()
    }


def _values(answer: Answer) -> Iterator[tuple[str, str, object]]:
    """Every value that a card has, with the card's key and the name of the trait."""
    sites = {row["operation_id"]: row.get("site") for row in answer.get("operations") or ()}
    for batch in answer.get("batches") or ():
        yield key("batch", batch["batch_id"]), "material", material(batch)
    for operation_id, site in sites.items():
        if site:
            yield key("operation", operation_id), "site", site
    for link in answer.get("links") or ():
        if link["type"] == "PRODUCED" and sites.get(link["source"]):
            yield key("batch", link["target"]), "site", sites[link["source"]]
    names = {row["supplier_id"]: row.get("name") for row in answer.get("suppliers") or ()}
    for supplier_id, name in names.items():
        yield key("supplier", supplier_id), "supplier", name or supplier_id
    for row in answer.get("supplies") or ():
        supplier = names.get(row["supplier_id"]) or row["supplier_id"]
        yield key("batch", row["batch_id"]), "supplier", supplier
    for row in answer.get("stock") or ():
        if row.get("status"):
            yield key("batch", row["batch_id"]), "status", row["status"]


def _gathered(answer: Answer, boxes: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Which batches of the answer stand behind each box, told by what they have in common."""
    members: dict[str, list[Answer]] = defaultdict(list)
    for batch in answer.get("batches") or ():
        if (box := boxes.get(key("batch", batch["batch_id"]))) is not None:
            members[box].append(batch)
    return {box: _common(held) for box, held in members.items()}


def _common(held: Sequence[Answer]) -> dict[str, Any]:
    levels = [int(batch.get("level") or 0) for batch in held]
    parties, items = ({batch.get(name) for batch in held} for name in ("party", "item"))
    one = len(parties) == len(items) == 1
    return {
        "levels": [min(levels), max(levels)],
        "party": parties.pop() if one else None,
        "item": items.pop() if one else None,
    }
