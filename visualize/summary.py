"""A picture of a large answer: batches gathered by process level and material, with counts.

Thousands of boxes are unreadable however fast they are drawn. The summary says how many batches
stand behind each box; the answer itself stays whole.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from visualize.picture import Answer, Arrow, Card, Picture
from visualize.words import count

GROUP_LIMIT = 300


def summary(answer: Answer, whole: Picture) -> Picture:
    """The picture `whole` with batches gathered, operations told on the arrows, parties as one."""
    boxes = boxes_of(answer, whole)
    members: dict[str, list[Card]] = defaultdict(list)
    for card in whole.cards:
        if card.kind != "operation":
            members[boxes[card.key]].append(card)
    cards = tuple(_gathered(box, held) for box, held in sorted(members.items()))
    note = (
        f"Summary: {count(len(whole.cards), 'node')} cannot be read one by one. They are "
        f"gathered into {count(len(cards), 'box', 'boxes')} by level and material, operations "
        "are told on the arrows. The answer itself is whole."
    )
    return Picture(cards, tuple(_flows(whole, boxes)), f"{note} {whole.note}".strip())


def boxes_of(answer: Answer, whole: Picture) -> dict[str, str]:
    """The key of the box that each card is gathered in."""
    groups = _groups(answer)
    return {card.key: groups.get(card.key, f"{card.kind}:") for card in whole.cards}


def _groups(answer: Answer) -> dict[str, str]:
    """The box of each batch: level and material, or bands of levels where those are too many."""
    batches = {f"batch:{batch['batch_id']}": batch for batch in answer.get("batches") or ()}
    levels = {key: int(batch.get("level") or 0) for key, batch in batches.items()}
    finest = {
        key: repr((levels[key], batch.get("party"), batch.get("item")))
        for key, batch in batches.items()
    }
    if len(set(finest.values())) > GROUP_LIMIT:
        band = -(-(max(levels.values()) + 1) // GROUP_LIMIT)
        finest = {key: repr(level // band) for key, level in levels.items()}
    return {key: f"batch:{group}" for key, group in finest.items()}


def _gathered(box: str, held: Sequence[Card]) -> Card:
    """One box for its members; it says how many of them are origins, possible or gaps."""
    titles = sorted({card.title for card in held})
    kind = held[0].kind
    title = titles[0] if len(titles) == 1 else f"{count(len(titles), 'material')}"
    called = title if kind == "batch" else f"{kind}s"
    origins = sum(card.origin for card in held)
    possible = sum(card.possible for card in held)
    gaps = sum(card.gap for card in held)
    said = (
        count(origins, "origin") if origins else "",
        f"{possible:,} possible" if possible else "",
        count(gaps, "! gap") if gaps else "",
    )
    marks = tuple(filter(None, said))
    times = sorted(card.time for card in held if card.time)
    period = (f"from {times[0]} to {times[-1]}",) if times else ()
    first = [line for card in held[:12] for line in card.facts[:1]]
    more = [f"… and {len(held) - 12:,} more"] if len(held) > 12 else []
    return Card(
        key=box,
        kind=kind,
        title=called,
        name=called,
        below=f"×{len(held):,}",
        facts=(f"{called} ×{len(held):,}", *marks, *period, *first, *more),
        marks=marks,
        size=len(held),
        time=times[0] if times else "",
        origin=origins > 0,
        gap=gaps > 0,
        possible=possible == len(held),
    )


def _flows(whole: Picture, boxes: Mapping[str, str]) -> Iterator[Arrow]:
    """Arrows between boxes, each with how many operations or records it stands for."""
    numbers: dict[tuple[str, str, str], int] = defaultdict(int)
    certain: dict[tuple[str, str, str], bool] = defaultdict(bool)
    for source, target, what, possible in _steps(whole, boxes):
        numbers[source, target, what] += 1
        certain[source, target, what] |= not possible
    for flow, number in sorted(numbers.items()):
        source, target, what = flow
        told = (count(number, what),)
        yield Arrow(source, target, told, not certain[flow], float(number), what)


def _steps(whole: Picture, boxes: Mapping[str, str]) -> Iterator[tuple[str, str, str, bool]]:
    """Each operation from each box it drew on to each it filled; each other link as it is."""
    drawn: dict[str, dict[str, bool]] = defaultdict(dict)
    filled: dict[str, dict[str, bool]] = defaultdict(dict)
    for arrow in whole.arrows:
        if arrow.target.startswith("operation:"):
            _note(drawn[arrow.target], boxes[arrow.source], arrow.possible)
        elif arrow.source.startswith("operation:"):
            _note(filled[arrow.source], boxes[arrow.target], arrow.possible)
        else:
            yield boxes[arrow.source], boxes[arrow.target], "link", arrow.possible
    for operation, sources in drawn.items():
        for source, first in sources.items():
            for target, second in filled[operation].items():
                yield source, target, "operation", first or second


def _note(ends: dict[str, bool], box: str, possible: bool) -> None:
    ends[box] = possible and ends.get(box, True)
