"""What of an answer is drawn: a card for each batch, operation and party, an arrow for each link.

Read from the answer as the other doors show it (the JSON of `trace` and `recall`), so that a
saved answer can be drawn later and elsewhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from visualize.words import amount, count, plain

Answer = Mapping[str, Any]
Kind = Literal["batch", "operation", "supplier", "customer"]

# What stands at the two ends of each link. One text may name a batch and an operation: the
# kind is part of a card's key.
ENDS: Mapping[str, tuple[Kind, Kind]] = {
    "SUPPLIED": ("supplier", "batch"),  # (:Supplier)-[:SUPPLIED]->(:Batch)
    "CONSUMED": ("batch", "operation"),  # (:Batch)-[:CONSUMED]->(:Operation)
    "PRODUCED": ("operation", "batch"),  # (:Operation)-[:PRODUCED]->(:Batch)
    "SHIPPED_TO": ("batch", "customer"),  # (:Batch)-[:SHIPPED_TO]->(:Customer)
}


@dataclass(frozen=True, slots=True)
class Card:
    """One box of the picture: a name, a line below it, and marks; `facts` is the full text.

    `title` is what lanes and summaries call its like, `size` how many records it stands for.
    """

    key: str
    kind: Kind
    title: str
    name: str
    below: str
    facts: tuple[str, ...]
    marks: tuple[str, ...] = ()
    size: int = 1
    time: str = ""
    origin: bool = False
    gap: bool = False
    possible: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """Material that flowed from one card to another; several records are one arrow.

    `amount` is the sum of what they state in one `unit`, none where they state several units.
    """

    source: str
    target: str
    facts: tuple[str, ...] = ()
    possible: bool = False
    amount: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn. `note` says what the picture, unlike the answer, leaves out."""

    cards: tuple[Card, ...]
    arrows: tuple[Arrow, ...]
    note: str = ""


def picture(answer: Answer) -> Picture:
    """Every batch, operation, supplier and customer of the answer, and every link once."""
    gaps = _gaps(answer)
    cards = {card.key: card for card in _cards(answer)}
    arrows, unknown = _arrows(answer)
    for arrow in arrows:
        for end in (arrow.source, arrow.target):
            if end not in cards:
                cards[end] = _bare(end)
    marked = (_with_gaps(card, gaps, cards) for card in cards.values())
    note = f"{count(unknown, 'link')} of other kinds not drawn." if unknown else ""
    return Picture(tuple(marked), tuple(arrows), note)


def key(kind: Kind, name: object) -> str:
    """A card's key: names are unique only within their kind."""
    return f"{kind}:{name}"


def name(batch: Answer) -> str:
    """What the plant calls a batch: its lot, else its serial."""
    return plain(batch.get("lot") or batch.get("serial") or batch.get("batch_id"))


def material(batch: Answer) -> str:
    """A batch's material by name, else by item."""
    return plain(batch.get("name") or batch.get("item"))


def merged(arrows: Iterable[Arrow]) -> list[Arrow]:
    """One arrow between two cards; possible only where no certain link joins them."""
    joined: dict[tuple[str, str], Arrow] = {}
    for arrow in arrows:
        ends = (arrow.source, arrow.target)
        if (other := joined.get(ends)) is None:
            joined[ends] = arrow
        else:
            possible = other.possible and arrow.possible
            of_both = replace(other, facts=other.facts + arrow.facts, possible=possible)
            joined[ends] = replace(of_both, amount=_sum(other, arrow))
    return list(joined.values())


def _sum(one: Arrow, other: Arrow) -> float | None:
    if one.unit != other.unit or one.amount is None or other.amount is None:
        return None
    return one.amount + other.amount


def _cards(answer: Answer) -> Iterator[Card]:
    yield from map(_batch, answer.get("batches") or ())
    yield from map(_operation, answer.get("operations") or ())
    yield from (_party("supplier", party) for party in answer.get("suppliers") or ())
    yield from (_party("customer", party) for party in answer.get("customers") or ())


def _batch(batch: Answer) -> Card:
    facts = [f"batch {name(batch)}", material(batch), f"id {plain(batch['batch_id'])}"]
    if quantity := amount(batch.get("quantity"), batch.get("unit")):
        facts.append(f"quantity {quantity}")
    if made := plain(batch.get("made_at")):
        facts.append(f"made {made}")
    return _marked(
        Card(
            key=key("batch", batch["batch_id"]),
            kind="batch",
            title=material(batch),
            name=name(batch),
            below=material(batch),
            facts=tuple(facts),
            time=made,
            origin=bool(batch.get("origin")),
            possible=not batch.get("certain", True),
        )
    )


def _operation(operation: Answer) -> Card:
    kind, order = plain(operation.get("kind")) or "operation", plain(operation.get("order"))
    identifier = plain(operation["operation_id"])
    facts = [f"operation {kind}", f"id {identifier}"]
    if order:
        facts.append(f"order {order}")
    if started := plain(operation.get("started_at")):
        facts.append(f"started {started}")
    return _marked(
        Card(
            key=key("operation", operation["operation_id"]),
            kind="operation",
            title=kind,
            name=order or identifier,
            below=kind,
            facts=tuple(facts),
            time=started,
            possible=not operation.get("certain", True),
        )
    )


def _party(kind: Kind, party: Answer) -> Card:
    identifier = party[f"{kind}_id"]
    called = plain(party.get("name")) or plain(identifier)
    return _marked(
        Card(
            key=key(kind, identifier),
            kind=kind,
            title=kind,
            name=called,
            below=kind,
            facts=(f"{kind} {called}", f"id {plain(identifier)}"),
            possible=not party.get("certain", True),
        )
    )


def _bare(end: str) -> Card:
    """A card for what a link names and nothing describes."""
    kind, _, identifier = end.partition(":")
    known: Mapping[str, Kind] = {kind: kind for ends in ENDS.values() for kind in ends}
    facts = (f"{kind} {plain(identifier)}", "named by a link, described nowhere in the answer")
    return Card(end, known[kind], kind, plain(identifier), kind, facts)


def _marked(card: Card) -> Card:
    """Marks in words too: colour and line style never carry a meaning alone."""
    said = {"origin": card.origin, "possible": card.possible}
    marks = tuple(word for word, holds in said.items() if holds)
    return replace(card, marks=marks, facts=card.facts + marks)


def _gaps(answer: Answer) -> dict[str, list[str]]:
    gaps: dict[str, list[str]] = {}
    for gap in (answer.get("verdict") or {}).get("gaps") or ():
        why = plain(gap.get("why") or gap.get("kind"))
        gaps.setdefault(str(gap.get("subject")), []).append(why)
    return gaps


def _with_gaps(card: Card, gaps: Mapping[str, list[str]], cards: Mapping[str, Card]) -> Card:
    """A gap is of a batch where one has that name, else of whatever has it."""
    subject = card.key.partition(":")[2]
    another = card.kind != "batch" and key("batch", subject) in cards
    if subject not in gaps or another:
        return card
    told = tuple(f"! gap: {why}" for why in gaps[subject])
    return replace(card, gap=True, marks=(*card.marks, "! gap"), facts=card.facts + told)


def _arrows(answer: Answer) -> tuple[list[Arrow], int]:
    """Links, supplies and shipments as arrows, and the number of links of unknown kind."""
    arrows: list[Arrow] = []
    unknown = 0
    for link in answer.get("links") or ():
        kind = str(link["type"]).removeprefix("POSSIBLY_")
        if kind not in ENDS:
            unknown += 1
            continue
        source, target = ENDS[kind]
        possible = kind != link["type"] or not link.get("certain", True)
        ends = key(source, link["source"]), key(target, link["target"])
        arrows.append(_arrow(ends, kind, link, possible=possible))
    drawn = {(arrow.source, arrow.target) for arrow in arrows}
    for record, kind in _records(answer):
        source, target = ENDS[kind]
        possible = not record.get("certain", True)
        ends = key(source, record[f"{source}_id"]), key(target, record[f"{target}_id"])
        if ends not in drawn:
            arrows.append(_arrow(ends, kind, record, possible=possible))
    return merged(arrows), unknown


def _records(answer: Answer) -> Iterator[tuple[Answer, str]]:
    yield from ((record, "SUPPLIED") for record in answer.get("supplies") or ())
    yield from ((record, "SHIPPED_TO") for record in answer.get("shipments") or ())


def _arrow(ends: tuple[str, str], kind: str, record: Answer, *, possible: bool) -> Arrow:
    words = [
        kind.lower().replace("_", " "),
        amount(record.get("quantity"), record.get("unit")),
        plain(record.get("occurred_at")),
        plain(record.get("document")),
        "possible" if possible else "",
    ]
    told = " ".join(word for word in words if word)
    return Arrow(*ends, (told,), possible, _number(record), plain(record.get("unit")))


def _number(record: Answer) -> float | None:
    """The quantity as a number; a saved answer may hold it as text."""
    try:
        number = float(record.get("quantity") or 0)
    except (TypeError, ValueError):
        return None
    return number if 0 < number < float("inf") else None
