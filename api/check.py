"""`genealogy check`: what in the graph is not plausible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from api.console import (
    AsCsv,
    AsJson,
    Data,
    Timing,
    counted,
    opened,
    say,
    say_lines,
    show,
    show_csv,
    show_json,
    show_table,
)
from api.exits import CHECKS_FAILED
from api.trace import short
from genealogy.errors import DatabaseUnavailable
from genealogy.settings import Settings
from loaders.undo import find_load
from queries.check import EXAMPLES, Checks, check


def check_command(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Checks by name. Default: all of them."),
    ] = None,
    load: Annotated[
        str | None,
        typer.Option(
            metavar="LOAD",
            help="Only what touches the facts of this load: its id, the beginning, or the file.",
        ),
    ] = None,
    examples: Annotated[
        int, typer.Option(min=0, help="How many findings of each check to show; 0 shows all.")
    ] = EXAMPLES,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    timing: Timing = False,
    data: Data = None,
) -> None:
    """What in the graph is not plausible: flows that cannot be, gaps in numbers, odd yields.

    Ends with code 7 where a check of severity error found something; warnings and notices
    end with 0.

    Examples:

      genealogy check

      genealogy check consumed-more-than-exists numbering-gap --examples 0

      genealogy check --load erp_receipts.csv

      genealogy check --csv > to-settle.csv
    """
    with opened(data, timing=timing) as (database, settings, record):
        load_id = None if load is None else find_load(database, load).load_id
        answer = record.answer(check(database, names, load_id, settings))
    told = answer.to_dict(examples)
    if as_json:
        show_json(told)
    elif as_csv:
        show_csv(_rows(told), ("severity", "check", "count", "subject", "why"))
    else:
        _show(answer, told)
    if answer.count("error"):
        _tell(answer, settings)
        raise typer.Exit(CHECKS_FAILED)


def _tell(answer: Checks, settings: Settings) -> None:
    """Makes an event of it. That this cannot be done is said, and changes no exit code."""
    from office.events import CHECK_FAILED, tell
    from office.opening import open_office

    try:
        with open_office(settings) as office, office.one_at_a_time() as connection:
            tell(connection, CHECK_FAILED, failed_subject(answer))
    except DatabaseUnavailable as error:
        say_lines(f"No event was made of it: {error}")


def failed_subject(answer: Checks) -> dict[str, Any]:
    """What the event of a check that found errors says: which checks, and how many each."""
    failed = [each for each in answer.results if each.findings and each.rule.severity == "error"]
    return {
        "errors": answer.count("error"),
        "checks": [{"check": each.rule.name, "count": len(each.findings)} for each in failed],
        "load": answer.load_id,
        "fingerprint": answer.fingerprint,
    }


def _rows(told: dict[str, Any]) -> list[dict[str, Any]]:
    """One row for each finding that is shown."""
    return [
        {name: each[name] for name in ("severity", "check", "count")} | example
        for each in told["checks"]
        for example in each["examples"]
    ]


def _show(answer: Checks, told: dict[str, Any]) -> None:
    """The checks that found something with their examples, then what is left to know."""
    found = [each for each in told["checks"] if each["count"]]
    if found:
        rows = [row for each in found for row in _lines(each)]
        show_table(
            rows,
            {"severity": "severity", "check": "check", "count": "count", "example": "examples"},
            numbers=("count",),
        )
        show()
    show(found_text(told))
    if any(each["not_shown"] for each in found):
        say("The counts are exact; more examples: --examples N, all of them: --examples 0")
    say(f"fingerprint {short(answer.fingerprint)} · what each check means for answers: --json")


def _lines(each: dict[str, Any]) -> list[dict[str, Any]]:
    """A check's lines of the table: its own, with the first example, and one for each other."""
    shown = [f"{example['subject']}: {example['why']}" for example in each["examples"]]
    if each["not_shown"]:
        shown.append(f"... and {each['not_shown']:,} more")
    first, *others = shown
    return [{**each, "example": first}, *({"example": other} for other in others)]


def found_text(told: Mapping[str, Any]) -> str:
    """How much was found, by severity, and how many checks found nothing."""
    amounts = ", ".join(counted(count, word) for word, count in told["found"].items())
    silent = sum(not each["count"] for each in told["checks"])
    return f"{amounts}; {silent} of {len(told['checks'])} checks found nothing"
