"""Pages of lists: every row once, on whichever page, also while the list changes."""

from __future__ import annotations

import httpx
import pytest

from api.http.pages import Page, cut
from genealogy.errors import PageLost, WrongUsage


def walk(rows: list[str], most: int) -> list[str]:
    """All rows, page by page."""
    found: list[str] = []
    after = None
    while True:
        page = cut(rows, Page(most=most, after=after), str)
        found += page.rows
        if page.next is None:
            return found
        after = page.next


@pytest.mark.parametrize("most", [1, 2, 3, 7, 8])
def test_the_pages_together_are_the_list(most: int) -> None:
    rows = list("abcdefg")

    assert walk(rows, most) == rows


def test_an_empty_list_is_one_empty_page() -> None:
    assert cut([], Page(), str).rows == []
    assert cut([], Page(), str).next is None


def test_rows_that_come_and_go_before_it_do_not_move_the_next_page() -> None:
    first = cut(["b", "c", "d"], Page(most=2), str)

    assert cut(["a", "b", "c", "d"], Page(most=2, after=first.next), str).rows == ["d"]
    assert cut(["c", "d"], Page(most=2, after=first.next), str).rows == ["d"]


def test_where_the_last_row_is_gone_nothing_is_guessed() -> None:
    first = cut(["b", "c", "d"], Page(most=2), str)

    with pytest.raises(PageLost):
        cut(["b", "d"], Page(most=2, after=first.next), str)


@pytest.mark.parametrize(
    "after", ["x", "WzEsMl0=", "WyJhIiwgImIiXQ==", "bnVsbA==", "WzAsICJhIl0=", "é", "W1tbW1s="]
)
def test_a_cursor_that_is_none_is_refused(after: str) -> None:
    with pytest.raises(WrongUsage, match="no cursor"):
        cut(["a"], Page(after=after), str)


def test_pages_of_a_search_are_the_whole_search(client: httpx.Client) -> None:
    whole = client.get("/v1/batches?text=YOG&most=1000").json()
    assert whole["next"] is None

    found, after = [], None
    while True:
        params = {"text": "YOG", "most": "7"} | ({"after": after} if after else {})
        page = client.get("/v1/batches", params=params).json()
        found += page["batches"]
        if (after := page["next"]) is None:
            break
    assert found == whole["batches"]
