"""What of an answer is drawn: a card for each batch, operation and party, an arrow for each link.

Read from the answer as the other doors show it (the JSON of `trace` and `recall`), so that a
saved answer can be drawn later and elsewhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from visualize import gap_words
from visualize.languages import ENGLISH, Words
from visualize.words import amount, plain

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


def picture(answer: Answer, words: Words = ENGLISH) -> Picture:
    """Every batch, operation, supplier and customer of the answer, and every link once."""
    gaps = _gaps(answer, words)
    cards = {card.key: card for card in _cards(answer, words)}
    arrows, unknown = _arrows(answer, words)
    for arrow in arrows:
        for end in (arrow.source, arrow.target):
            if end not in cards:
                cards[end] = _bare(end, words)
    marked = (_with_gaps(card, gaps, cards, words) for card in cards.values())
    note = words.say("picture.not-drawn", count=unknown) if unknown else ""
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


def _cards(answer: Answer, words: Words) -> Iterator[Card]:
    yield from (_batch(batch, words) for batch in answer.get("batches") or ())
    yield from (_operation(operation, words) for operation in answer.get("operations") or ())
    yield from (_party("supplier", party, words) for party in answer.get("suppliers") or ())
    yield from (_party("customer", party, words) for party in answer.get("customers") or ())


def _batch(batch: Answer, words: Words) -> Card:
    facts = [words.say("picture.batch", name=name(batch)), material(batch)]
    facts.append(words.say("picture.id", id=plain(batch["batch_id"])))
    if quantity := amount(batch.get("quantity"), batch.get("unit")):
        facts.append(words.say("picture.quantity", amount=quantity))
    if made := plain(batch.get("made_at")):
        facts.append(words.say("picture.made", at=made))
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
        ),
        words,
    )


def _operation(operation: Answer, words: Words) -> Card:
    kind = words.value(plain(operation.get("kind")) or "operation")
    order, identifier = plain(operation.get("order")), plain(operation["operation_id"])
    facts = [words.say("picture.operation", name=kind), words.say("picture.id", id=identifier)]
    if order:
        facts.append(words.say("picture.order", order=order))
    if started := plain(operation.get("started_at")):
        facts.append(words.say("picture.started", at=started))
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
        ),
        words,
    )


def _party(kind: Kind, party: Answer, words: Words) -> Card:
    identifier = party[f"{kind}_id"]
    called = plain(party.get("name")) or plain(identifier)
    facts = words.say(f"picture.{kind}", name=called), words.say("picture.id", id=plain(identifier))
    return _marked(
        Card(
            key=key(kind, identifier),
            kind=kind,
            title=words.value(kind),
            name=called,
            below=words.value(kind),
            facts=facts,
            possible=not party.get("certain", True),
        ),
        words,
    )


def _bare(end: str, words: Words) -> Card:
    """A card for what a link names and nothing describes."""
    kind, _, identifier = end.partition(":")
    known: Mapping[str, Kind] = {kind: kind for ends in ENDS.values() for kind in ends}
    called, below = plain(identifier), words.value(kind)
    facts = (words.say(f"picture.{kind}", name=called), words.say("picture.undescribed"))
    return Card(end, known[kind], below, called, below, facts)


def _marked(card: Card, words: Words) -> Card:
    """Marks in words too: colour and line style never carry a meaning alone."""
    said = {"mark.origin": card.origin, "mark.possible": card.possible}
    marks = tuple(words.say(mark) for mark, holds in said.items() if holds)
    return replace(card, marks=marks, facts=card.facts + marks)


def _gaps(answer: Answer, words: Words) -> dict[str, list[str]]:
    gaps: dict[str, list[str]] = {}
    for gap in (answer.get("verdict") or {}).get("gaps") or ():
        why = plain(gap_words.why(gap, words))
        gaps.setdefault(str(gap.get("subject")), []).append(why)
    return gaps


def _with_gaps(
    card: Card, gaps: Mapping[str, list[str]], cards: Mapping[str, Card], words: Words
) -> Card:
    """A gap is of a batch where one has that name, else of whatever has it."""
    subject = card.key.partition(":")[2]
    another = card.kind != "batch" and key("batch", subject) in cards
    if subject not in gaps or another:
        return card
    told = tuple(words.say("picture.gap", why=why) for why in gaps[subject])
    marks = (*card.marks, words.say("mark.gap"))
    return replace(card, gap=True, marks=marks, facts=card.facts + told)


def _arrows(answer: Answer, words: Words) -> tuple[list[Arrow], int]:
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
        arrows.append(_arrow(ends, kind, link, words, possible=possible))
    drawn = {(arrow.source, arrow.target) for arrow in arrows}
    for record, kind in _records(answer):
        source, target = ENDS[kind]
        possible = not record.get("certain", True)
        ends = key(source, record[f"{source}_id"]), key(target, record[f"{target}_id"])
        if ends not in drawn:
            arrows.append(_arrow(ends, kind, record, words, possible=possible))
    return merged(arrows), unknown


def _records(answer: Answer) -> Iterator[tuple[Answer, str]]:
    yield from ((record, "SUPPLIED") for record in answer.get("supplies") or ())
    yield from ((record, "SHIPPED_TO") for record in answer.get("shipments") or ())


def _arrow(
    ends: tuple[str, str], kind: str, record: Answer, words: Words, *, possible: bool
) -> Arrow:
    parts = [
        words.value(kind),
        amount(record.get("quantity"), record.get("unit")),
        plain(record.get("occurred_at")),
        plain(record.get("document")),
        words.say("mark.possible") if possible else "",
    ]
    told = " ".join(part for part in parts if part)
    return Arrow(*ends, (told,), possible, _number(record), plain(record.get("unit")))


def _number(record: Answer) -> float | None:
    """The quantity as a number; a saved answer may hold it as text."""
    try:
        number = float(record.get("quantity") or 0)
    except (TypeError, ValueError):
        return None
    return number if 0 < number < float("inf") else None
