"""What was written down wrong: a lot posted short, a time that cannot be, an issue booked twice.

The plant itself ran well, and its counts are right: only these records do not say what happened.
The record that is missing altogether is not written here, but lost in `demo.dairy`. All of them
lie outside of the recall that the demo asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from demo.master import BULK, FRUIT_MIX, LID
from demo.nouns import OWN, Batch, Consumption, Event, Issue, Output

# 1,541.5 kg of fruit mix were made; with two digits changed over, 1,451.5 kg were posted.
SHORT_BATCH, SHORT = Batch(OWN, FRUIT_MIX, "FM-0427"), Decimal(90)

# Friday 2026-10-09 was typed as 2026-09-09, a month before this bulk was made.
EARLY_BATCH, EARLY_ORDER, TYPED_MONTH = Batch(OWN, BULK, "YB-0424"), "PO-00170", 9

# An interface that had lost its connection sent this issue of lids again, under a new number.
SENT_AGAIN, AGAIN_BATCH = "MI-00022", Batch(OWN, LID, "LD-0001")


def as_written(events: Iterable[Event]) -> Iterator[Event]:
    """The events as the systems of the plant have them."""
    for event in events:
        match event:
            case Output(batch=batch) if batch == SHORT_BATCH:
                yield replace(event, quantity=event.quantity - SHORT)
            case Consumption(order=order, batch=batch) if (order, batch) == (
                EARLY_ORDER,
                EARLY_BATCH,
            ):
                yield replace(event, at=event.at.replace(month=TYPED_MONTH))
            case Issue(document=document, batch=batch) if (document, batch) == (
                SENT_AGAIN,
                AGAIN_BATCH,
            ):
                yield event
                yield replace(event, document=f"{document}-2", line=1)
            case _:
                yield event
