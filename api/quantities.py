"""Quantities on the command line: how much of the origins is in each row, and where it all is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from api.console import amounts_text, batches_text, number_text, show
from queries.quantities import Quantities

AsQuantities = Annotated[
    bool,
    typer.Option(
        "--quantities",
        help="Tell besides how much of the batches is in each batch and with each customer.",
    ),
]
COLUMNS = {"amount": "amount", "share": "share", "at_least": "at least", "at_most": "at most"}
"""The columns of a table for people, and their headings."""

_WORDS = {
    "customers": "with customers",
    "on_hand": "on hand",
    "disposed": "disposed of",
    "operations": "lost or in process",
    "unexplained": "unexplained",
    "origins": "in others of them",
    "not_known": "not known",
}
_UNKNOWN = "not known"


def with_columns(rows: Sequence[Mapping[str, Any]], digits: int = 6) -> list[dict[str, Any]]:
    """The rows with their amounts in columns, in so many digits; shares in percent."""
    return [
        dict(row) | _columns(row["amounts"], digits) if "amounts" in row else dict(row)
        for row in rows
    ]


def flat(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows for CSV: amounts in columns of their own, shares as numbers, all digits."""
    return [
        {name: value for name, value in row.items() if name != "amounts"}
        | _columns(row["amounts"], None)
        if "amounts" in row
        else dict(row)
        for row in rows
    ]


def show_found(found: Quantities) -> None:
    """Where all of the origins' material is, a line for each of their units."""
    show()
    for row in found.to_list():
        seeded, unit = row["seeded"], row["unit"]
        whole = _UNKNOWN if seeded is None else f"{number_text(_short(seeded, 6))} {unit}".strip()
        parts = [
            f"{word} {number_text(_short(row['found'][name], 6))}"
            for name, word in _WORDS.items()
            if row["found"][name]
        ]
        show(f"  of {whole}, perfectly mixed: {'   '.join(parts) or 'nothing is known'}")
    if found.without:
        count = batches_text(len(found.without))
        show(f"  {count} can hold nothing, as all came back: {', '.join(found.without)}")


def _columns(amounts: Sequence[Mapping[str, Any]], digits: int | None) -> dict[str, Any]:
    shares = [each["share"] for each in amounts if each["share"] is not None]
    share: Any = shares[0] if shares else None  # a batch is measured in one dimension
    if digits is not None and share is not None:
        share = f"{number_text(_short(100 * share, digits))} %"
    told = {
        column: ", ".join(_text(each[name], each["unit"], digits) for each in amounts)
        for column, name in (("amount", "mixing"), ("at_least", "low"), ("at_most", "high"))
    }
    return {"amount": told["amount"], "share": share} | told


def _text(amount: float | None, unit: str, digits: int | None) -> str:
    if amount is None:
        return _UNKNOWN
    return amounts_text({unit: amount if digits is None else _short(amount, digits)})


def _short(number: float, digits: int) -> float:
    return float(f"{number:.{digits}g}")
