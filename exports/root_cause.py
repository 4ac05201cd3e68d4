"""The tables of a root cause: suspects, when they began and stopped, what to test next."""

from __future__ import annotations

from exports.columns import GAP, Row, Table, Told, gap, table, without
from queries.root_cause import RootCause

_SUSPECT = (
    "rank kind id of start end name likely bad good bad_share good_share lift odds_ratio odds_low "
    "odds_high p q bad_quantity_share good_quantity_share distance above threshold unit together"
)
_OUTCOMES = {True: "bad", False: "good", None: "unknown"}


def root_cause_tables(answer: RootCause) -> dict[str, Table]:
    """The tables of the suspects of bad batches, what they rest on, and what follows."""
    told = answer.to_dict()
    bad = set(answer.bad)
    return {
        "gaps": table(GAP, map(gap, told["verdict"]["gaps"])),
        "suspects": table(_SUSPECT, map(_suspect, told["suspects"])),
        "possible": table(_SUSPECT, map(_suspect, told["possible"])),
        "together": table(
            "rank kind id of start end name",
            [
                {"rank": row["rank"], **_named(each)}
                for row in told["suspects"]
                for each in (row, *row["together"])
                if row["together"]
            ],
        ),
        "leads": table(
            "rank began stopped p bad known bad_outside known_outside not_known where",
            [without(row, "key", "nodes", "timeline") for row in told["leads"]],
        ),
        "timelines": table(
            "rank batch_id made_at outcome",
            [
                {
                    "rank": row["rank"],
                    "batch_id": each["batch_id"],
                    "made_at": each["at"],
                    "outcome": _OUTCOMES[each["bad"]],
                }
                for row in told["leads"]
                for each in row["timeline"]
            ],
        ),
        "to_test": table(
            "batch_id on_hand unit sample_kept gain chance reached_by",
            [
                without(row, "suspects")
                | {"reached_by": [each["key"] for each in row["suspects"] if each["reaches"]]}
                for row in told["to_test"]
            ],
        ),
        "compared": table(
            "batch_id is_bad",
            [{"batch_id": each, "is_bad": each in bad} for each in answer.found.batch_ids],
        ),
    }


def _named(row: Told) -> Row:
    return {name: row[name] for name in ("kind", "id", "of", "start", "end", "name")}


def _suspect(row: Told) -> Row:
    """A suspect as a row of a table: the others of its group by number, its threshold beside it."""
    told = without(row, "key", "text", "together", "parameter", "bad_batches", "good_batches")
    parameter = row["parameter"] or {}
    return told | {
        "together": len(row["together"]),
        "above": parameter.get("above"),
        "threshold": parameter.get("threshold"),
        "unit": parameter.get("unit"),
    }
