"""The receipt of a load: what was read, what became of every row, and what to look at."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

ROW_CLASSES = ("new", "known", "voiding", "rejected", "skipped")


@dataclass(slots=True)
class Receipt:
    """One loaded table.

    Rows read = new + known + voiding + rejected + skipped, always. A row is new when anything
    that it states was not in the graph yet.
    """

    load_id: str
    file: str
    sheet: str | None
    sha256: str
    profile: str
    profile_sha256: str
    source: str
    encoding: str
    status: str = "loading"
    rows_read: int = 0
    rows_new: int = 0
    rows_known: int = 0
    rows_voiding: int = 0
    rows_rejected: int = 0
    rows_skipped: int = 0
    facts_new: int = 0
    facts_voided: int = 0
    last_row: int = 0
    covers_from: str | None = None
    covers_to: str | None = None
    rejected: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    batches: int = 0
    operations: int = 0
    seconds: float = 0.0

    def check(self) -> None:
        """Holds the equation of the receipt against the counts."""
        accounted = sum(getattr(self, f"rows_{name}") for name in ROW_CLASSES)
        if accounted != self.rows_read:
            raise AssertionError(
                f"{self.file}: {self.rows_read} rows read, {accounted} accounted for"
            )

    def properties(self) -> dict[str, Any]:
        """The receipt as properties of the load's node."""
        properties = asdict(self)
        reasons = properties.pop("rejected")
        properties["rejected"] = [f"{count} x {reason}" for reason, count in reasons.items()]
        return {name: value for name, value in properties.items() if value is not None}

    def to_dict(self) -> dict[str, Any]:
        """The receipt as JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not loaded, and why."""

    file: str
    why: str


@dataclass(slots=True)
class Run:
    """One call of load: a receipt for each table, and the files that were refused or ignored."""

    receipts: list[Receipt] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dry_run: bool = False

    @property
    def rows_rejected(self) -> int:
        """Rows of all tables that could not be understood."""
        return sum(receipt.rows_rejected for receipt in self.receipts)

    def to_dict(self) -> dict[str, Any]:
        """The run as JSON."""
        return {
            "dry_run": self.dry_run,
            "receipts": [receipt.to_dict() for receipt in self.receipts],
            "refused": [asdict(refused) for refused in self.refused],
            "ignored": self.ignored,
            "notes": self.notes,
        }


def most_common(reasons: Counter[str], most: int = 20) -> dict[str, int]:
    """The reasons for rejection, the most frequent first."""
    return dict(sorted(reasons.items(), key=lambda each: (-each[1], each[0]))[:most])
