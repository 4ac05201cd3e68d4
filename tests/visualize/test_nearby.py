"""A picture's depth: what is near the origins, what a reader opened, and what is not shown."""

from __future__ import annotations

from itertools import pairwise

from visualize.nearby import PAGE, nearby
from visualize.picture import Arrow, Card, Picture


def drawn(*links: str, origin: str = "batch:a") -> Picture:
    """A picture of links like `a>1>b`: letters are batches, numbers operations."""
    steps = [link.split(">") for link in links]
    called = {
        name: f"{'operation' if name.isdigit() else 'batch'}:{name}"
        for step in steps
        for name in step
    }
    cards = tuple(
        Card(key, key.split(":")[0], "", name, "", (), origin=key == origin)  # type: ignore[arg-type]
        for name, key in called.items()
    )
    ends = {(called[a], called[b]) for step in steps for a, b in pairwise(step)}
    return Picture(cards, tuple(Arrow(*each) for each in sorted(ends)), "")


def names(picture: Picture) -> str:
    return "".join(sorted(card.name for card in picture.cards))


CHAIN = drawn("a>1>b", "b>2>c", "c>3>d")


def test_without_a_depth_everything_is_drawn() -> None:
    assert nearby(CHAIN, None).picture == CHAIN


def test_a_step_goes_through_an_operation() -> None:
    assert names(nearby(CHAIN, 1).picture) == "1ab"
    assert names(nearby(CHAIN, 2).picture) == "12abc"
    assert names(nearby(CHAIN, 9).picture) == "123abcd"


def test_what_is_not_shown_is_told_at_the_card_that_leads_there() -> None:
    found = nearby(CHAIN, 1)
    assert found.more == {"batch:b": 1}
    assert nearby(CHAIN, 9).more == {}


def test_an_opened_card_shows_more_a_page_at_a_time() -> None:
    many = [f"x{number:03}" for number in range(PAGE + 5)]
    wide = drawn("a>1>b", *(f"b>2>{name}" for name in many))
    once = nearby(wide, 1, ["batch:b"])
    assert len(once.picture.cards) == 3 + 1 + PAGE
    assert once.more["batch:b"] == 5
    assert nearby(wide, 1, ["batch:b", "batch:b"]).more == {}


def test_opening_what_is_not_shown_or_known_changes_nothing() -> None:
    assert nearby(CHAIN, 1, ["batch:d", "batch:nope"]) == nearby(CHAIN, 1)


def test_a_loop_ends() -> None:
    loop = drawn("a>1>b", "b>2>a")
    assert names(nearby(loop, 5).picture) == "12ab"


def test_links_without_an_operation_are_a_step_too() -> None:
    assert names(nearby(drawn("a>b", "b>c"), 1).picture) == "ab"
