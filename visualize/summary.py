"""A picture of a large answer: batches gathered by process level and material, with counts.

Thousands of boxes are unreadable however fast they are drawn. The summary says how many batches
stand behind each box; the answer itself stays whole.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from visualize.languages import ENGLISH, Words
from visualize.picture import Answer, Arrow, Card, Picture

GROUP_LIMIT = 300


def summary(answer: Answer, whole: Picture, words: Words = ENGLISH) -> Picture:
    """The picture `whole` with batches gathered, operations told on the arrows, parties as one."""
    boxes = boxes_of(answer, whole)
    members: dict[str, list[Card]] = defaultdict(list)
    for card in whole.cards:
        if card.kind != "operation":
            members[boxes[card.key]].append(card)
    cards = tuple(_gathered(box, held, words) for box, held in sorted(members.items()))
    note = words.say(
        "picture.summary",
        nodes=words.say("picture.nodes", count=len(whole.cards)),
        boxes=words.say("picture.boxes", count=len(cards)),
    )
    return Picture(cards, tuple(_flows(whole, boxes, words)), f"{note} {whole.note}".strip())


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


def _gathered(box: str, held: Sequence[Card], words: Words) -> Card:
    """One box for its members; it says how many of them are origins, possible or gaps."""
    titles = sorted({card.title for card in held})
    kind = held[0].kind
    several = len(titles) > 1
    title = words.say("picture.materials", count=len(titles)) if several else titles[0]
    called = title if kind == "batch" else words.say(f"picture.{kind}s")
    origins = sum(card.origin for card in held)
    possible = sum(card.possible for card in held)
    gaps = sum(card.gap for card in held)
    said = (
        words.say("picture.origins", count=origins) if origins else "",
        words.say("picture.possible", count=possible) if possible else "",
        words.say("picture.gaps", count=gaps) if gaps else "",
    )
    marks = tuple(filter(None, said))
    times = sorted(card.time for card in held if card.time)
    period = (words.say("picture.period", first=times[0], last=times[-1]),) if times else ()
    first = [line for card in held[:12] for line in card.facts[:1]]
    more = [words.say("picture.more", count=len(held) - 12)] if len(held) > 12 else []
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


def _flows(whole: Picture, boxes: Mapping[str, str], words: Words) -> Iterator[Arrow]:
    """Arrows between boxes, each with how many operations or records it stands for."""
    numbers: dict[tuple[str, str, str], int] = defaultdict(int)
    certain: dict[tuple[str, str, str], bool] = defaultdict(bool)
    for source, target, what, possible in _steps(whole, boxes):
        numbers[source, target, what] += 1
        certain[source, target, what] |= not possible
    for flow, number in sorted(numbers.items()):
        source, target, what = flow
        told = (words.say(f"picture.{what}s", count=number),)
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
