"""Pages of a list: as many rows as are wanted, and where the next page begins."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from genealogy.errors import PageLost, WrongUsage

MOST = 1_000
_FURTHEST = 10**9

Row = TypeVar("Row")


class Page(BaseModel):
    """Which part of a list is wanted."""

    model_config = ConfigDict(extra="forbid")
    most: Annotated[int, Field(ge=1, le=MOST, description="rows on a page")] = 100
    after: Annotated[
        str | None, Field(max_length=4_000, description="the `next` of the page before")
    ] = None

    def begin(self) -> tuple[int, str | None]:
        """How many rows come before this page, and the key of the last of them.

        Raises WrongUsage for a cursor that is none of ours.
        """
        if self.after is None:
            return 0, None
        try:
            number, key = json.loads(urlsafe_b64decode(self.after.encode()))
        except (ValueError, TypeError, RecursionError):
            raise WrongUsage("after is no cursor: take the `next` of the page before.") from None
        if type(number) is not int or not 1 <= number <= _FURTHEST or not isinstance(key, str):
            raise WrongUsage("after is no cursor: take the `next` of the page before.")
        return number, key


@dataclass(frozen=True)
class Cut:
    """The rows of a page, and the cursor of the next one, None on the last."""

    rows: list[Any]
    next: str | None


def cut(rows: Sequence[Row], page: Page, key: Callable[[Row], str]) -> Cut:
    """The page of these rows, of which there have to be those until one past its end.

    The cursor names the last row of a page. Rows that came or went before it do not matter: the
    next page begins after that row, wherever it is by now. Raises PageLost where it is gone.
    """
    number, last = page.begin()
    if last is not None:
        number = _after(rows, number, last, key)
    found = [*rows[number : number + page.most]]
    more = len(rows) > number + page.most
    return Cut(found, _cursor(number + len(found), key(found[-1])) if more else None)


def following(rows: Sequence[Row], page: Page, key: Callable[[Row], str]) -> Cut:
    """The page of these rows, which are those behind the page before, until one past the end of
    this one: of a list in the order of its keys, where no row can be lost."""
    found = [*rows[: page.most]]
    more = len(rows) > page.most
    return Cut(found, _cursor(page.begin()[0] + len(found), key(found[-1])) if more else None)


def _after(rows: Sequence[Row], number: int, last: str, key: Callable[[Row], str]) -> int:
    if number <= len(rows) and key(rows[number - 1]) == last:
        return number
    for at, row in enumerate(rows, start=1):
        if key(row) == last:
            return at
    raise PageLost


def _cursor(number: int, last: str) -> str:
    return urlsafe_b64encode(json.dumps([number, last]).encode()).decode()
