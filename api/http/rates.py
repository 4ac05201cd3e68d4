"""Rates: how often a caller may ask, counted by each worker process."""

from __future__ import annotations

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from genealogy.errors import TooManyRequests

_STRANGERS = parse("60/minute")


class Rates:
    """Counts requests. Each raises TooManyRequests beyond the limit."""

    def __init__(self, each_caller: str) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._each_caller = parse(each_caller)
        self._text = each_caller

    def count(self, caller: str) -> None:
        """One request of a caller."""
        if not self._limiter.hit(self._each_caller, "caller", caller):
            raise TooManyRequests(self._text)

    def count_stranger(self, address: str) -> None:
        """One request from an address, with a key that nobody knows."""
        if not self._limiter.hit(_STRANGERS, "stranger", address):
            raise TooManyRequests("60/minute without a valid key")
