"""`genealogy events`: what other systems are told of, and what became of telling them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.console import (
    AsJson,
    Data,
    counted,
    put_on_record,
    say,
    say_lines,
    show,
    show_json,
    show_table,
    time_text,
)
from api.exits import WRONG_USAGE
from api.record import Record
from api.watching import Stop
from genealogy.engine.opening import open_database
from genealogy.errors import WrongUsage
from genealogy.settings import Settings, load_settings

if TYPE_CHECKING:  # SQLAlchemy takes its time; the other commands do not wait for it
    from office.opening import Office
    from office.receivers import Receiver

app = typer.Typer(
    invoke_without_command=True, help="Events that other systems are told of, and their delivery."
)
_COLUMNS = {"id": "event", "at": "at", "kind": "kind", "told": "deliveries"}
_DELIVERY_COLUMNS = {
    "receiver": "receiver",
    "status": "status",
    "tries": "tries",
    "next_at": "not before",
    "told_at": "told",
    "failure": "failure",
}
Id = Annotated[str, typer.Argument(metavar="ID", help="Id, as `genealogy events` lists it.")]


@app.callback()
def events_callback(context: typer.Context, as_json: AsJson = False, data: Data = None) -> None:
    """Lists the events where nothing else is asked."""
    if context.invoked_subcommand is None:
        list_command(as_json, data)


@app.command("list")
def list_command(as_json: AsJson = False, data: Data = None) -> None:
    """Every event with what became of it at each receiver, the newest first.

    Example:

      genealogy events --json > events.json
    """
    from office.outbox import all_events

    with _office(data) as (office, _, record):
        found = all_events(office)
        record.outcome(events=len(found))
    if as_json:
        show_json(found)
    elif found:
        rows = [{**event, "told": _told(event["deliveries"])} for event in found]
        show_table(rows, _COLUMNS, times=("at",))
    else:
        say("No event was told yet.")


@app.command("show")
def show_command(event_id: Id, as_json: AsJson = False, data: Data = None) -> None:
    """One event: what it says, and each try to deliver it.

    Example:

      genealogy events show load.finished:run-0f3a51c2d4e5b697
    """
    from office.outbox import one_event

    with _office(data) as (office, _, record):
        found = one_event(office, event_id)
        record.outcome(kind=found["kind"])
    if as_json:
        show_json(found)
        return
    show(f"{found['kind']} at {time_text(found['at'])}", style="bold")
    for name, value in found["subject"].items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        show(f"  {name}: {text}")
    show()
    if found["deliveries"]:
        show_table(found["deliveries"], _DELIVERY_COLUMNS, ("tries",), times=("next_at", "told_at"))
    else:
        say("No receiver wanted it.")


@app.command("deliver")
def deliver_command(data: Data = None) -> None:
    """Tells the receivers what waits for them, and what comes, until Ctrl-C or SIGTERM.

    `genealogy serve` does so too; several may run at once.

    Example:

      genealogy events deliver
    """
    from office.deliverer import Deliverer
    from office.opening import open_office

    settings = load_settings(data)
    with open_office(settings) as office:
        receivers = _receivers(settings)
        deliverer = Deliverer(office, receivers, lambda: open_database(settings), say_lines)
        with Stop():
            deliverer.start()
            try:
                say("delivering events")
                while True:
                    time.sleep(1)
            finally:
                deliverer.stop()


@app.command("retry")
def retry_command(
    event_id: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="Id of one event.", show_default=False),
    ] = None,
    all_given_up: Annotated[
        bool, typer.Option("--all-given-up", help="All deliveries that were given up.")
    ] = False,
    data: Data = None,
) -> None:
    """Delivers anew what was given up, or now what waits for its next try.

    Examples:

      genealogy events retry load.finished:run-0f3a51c2d4e5b697

      genealogy events retry --all-given-up
    """
    from office.outbox import retry_event, retry_given_up

    if (event_id is not None) == all_given_up:
        raise WrongUsage("Name one event by its id, or all with --all-given-up; not both.")
    now = datetime.now(UTC)
    with _office(data, "events.retry") as (office, _, record):
        count = (
            retry_given_up(office, now) if event_id is None else retry_event(office, event_id, now)
        )
        record.outcome(deliveries=count)
    say(f"{counted(count, 'delivery', 'deliveries')} will be tried now")


@app.command("test")
def test_command(
    name: Annotated[
        str, typer.Argument(metavar="RECEIVER", help="Name, as in GENEALOGY_RECEIVERS.")
    ],
    data: Data = None,
) -> None:
    """Sends one receiver a test message, which is kept nowhere. Exit code 2 where it failed.

    Example:

      genealogy events test quality
    """
    from office.delivering import send_test

    with _office(data, "events.test") as (office, settings, record):
        receivers = _receivers(settings)
        for receiver in receivers:
            if receiver.name == name:
                failure = send_test(office, receiver, datetime.now(UTC))
                record.outcome(told=failure is None)
                break
        else:
            known = ", ".join(receiver.name for receiver in receivers)
            raise WrongUsage(f'There is no receiver "{name}". There are: {known}.')
    shown = receiver.address.shown
    if failure:
        say(f"{name} at {shown} did not take it: {failure}")
        raise typer.Exit(WRONG_USAGE)
    show(f"{name} at {shown} took the test message")


@contextmanager
def _office(
    data: Path | None, action: str | None = None
) -> Iterator[tuple[Office, Settings, Record]]:
    from office.opening import open_office

    settings = load_settings(data)
    with put_on_record(settings, action) as record, open_office(settings) as office:
        yield office, settings, record


def _receivers(settings: Settings) -> tuple[Receiver, ...]:
    from office.receivers import receivers_of

    found = receivers_of(settings)
    if not found:
        raise WrongUsage("GENEALOGY_RECEIVERS names no receiver: there is nobody to tell.")
    return found


def _told(deliveries: list[dict[str, Any]]) -> str:
    words = {"waiting": "waiting", "told": "told", "given_up": "given up"}
    return ", ".join(f"{each['receiver']}: {words[each['status']]}" for each in deliveries)
