"""Investigations: as they stand, and their log."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from api.http.schemas.base import FINGERPRINT, Count, Day, Fingerprint, Page, Schema, Time

ON_RECORD = "Number and hash of the entry of the audit trail that was written with it."


class InvestigationSummary(Schema):
    """What a list tells of an investigation."""

    investigation_id: str = Field(description="Id of the investigation, as INV-0001.")
    title: str = Field(description="What it is about, in a line.")
    status: Literal["open", "closed"] = Field(description="Whether more can be said in it.")
    opened_at: Time = Field(description="When it was begun, by the server's clock.")
    opened_by: str = Field(description="Id of the caller who began it.")
    changed_at: Time = Field(description="When the newest entry was added.")
    entries: Count = Field(description="How many entries the log has.")


class InvestigationsPage(Page):
    """Investigations of the plant."""

    investigations: list[InvestigationSummary] = Field(
        description="Those of this page, the newest first."
    )


class EvidenceTold(Schema):
    """What speaks for or against a suspect."""

    text: str = Field(description="What was found, in words.")
    file: str | None = Field(description="Name of a file that shows it; null without one.")
    sha256: str | None = Field(description="SHA-256 of that file; null without one.")
    at: Time = Field(description="When this was said, by the server's clock.")
    by: str = Field(description="Id of the caller who said so.")


class SuspectTold(Schema):
    """Something that may be the cause."""

    suspect: str = Field(description="Number within the investigation, as S1.")
    kind: str = Field(description="What it is: supplier, batch, equipment, ...")
    name: str = Field(description="Which one it is; of a batch its id.")
    note: str | None = Field(description="Why it is suspected; null where nobody said.")
    key: str | None = Field(description="Its key in a root-cause answer; null if typed by hand.")
    figures: dict[str, Any] = Field(
        description="Its newest figures of a root-cause answer, such as `p`, `q`, `odds_ratio`."
    )
    fingerprint: Fingerprint | None = Field(
        description=f"{FINGERPRINT} That of the figures; null where there are none."
    )
    verdict: Literal["confirmed", "ruled-out", "open"] = Field(
        description="What is held of it now; `open` until somebody has judged."
    )
    reason: str | None = Field(description="Why it is held so; null before any verdict.")
    judged_at: Time | None = Field(description="When it was judged; null before any verdict.")
    judged_by: str | None = Field(description="Who judged it; null before any verdict.")
    judged_on: Fingerprint | None = Field(
        description="Fingerprint of the figures that it had then; null before any verdict, and "
        "where it had none."
    )
    evidence: list[EvidenceTold] = Field(description="What speaks for or against it, in order.")


class ActionTold(Schema):
    """What somebody is to do, or has done."""

    action: str = Field(description="Number within the investigation, as A1.")
    kind: Literal["containment", "corrective", "preventive"] = Field(
        description="What the action is for."
    )
    text: str = Field(description="What is to be done.")
    who: str = Field(description="Who is to do it.")
    due: Day = Field(description="By which day it is to be done.")
    at: Time = Field(description="When it was decided, by the server's clock.")
    by: str = Field(description="Id of the caller who decided.")
    done_at: Time | None = Field(description="When it was said to be done; null until then.")
    done_by: str | None = Field(description="Who said that it is done; null until then.")
    done: str | None = Field(description="What was done, how it was verified; null until then.")


class EntryTold(Schema):
    """An entry of the log."""

    number: Count = Field(description="Number within the investigation, from 1.")
    at: Time = Field(description="When it was said, by the server's clock.")
    by: str = Field(description="Id of the caller who said it.")
    entry: Literal[
        "open", "suspect", "evidence", "verdict", "note", "action", "done", "close", "reopen"
    ] = Field(description="What sort of entry it is.")
    said: dict[str, Any] = Field(description="What was said, by the fields of the request.")
    on_record: str = Field(description=ON_RECORD)


_EXAMPLE: dict[str, Any] = {
    "investigation_id": "INV-0001",
    "title": "Swollen cups",
    "status": "open",
    "opened_at": "2026-10-18T06:00:00.000000Z",
    "opened_by": "key:1a2b3c4d",
    "changed_at": "2026-10-18T09:30:00.000000Z",
    "entries": 2,
    "problem": "Gas in the cup after 6 days.",
    "bad": ["own/4101/YOG-0040", "own/4101/YOG-0041"],
    "fingerprint": "7c1e90",
    "suspects": [],
    "actions": [],
    "log": [
        {
            "number": 1,
            "at": "2026-10-18T06:00:00.000000Z",
            "by": "key:1a2b3c4d",
            "entry": "open",
            "said": {
                "title": "Swollen cups",
                "problem": "Gas in the cup after 6 days.",
                "bad": ["own/4101/YOG-0040", "own/4101/YOG-0041"],
                "fingerprint": "7c1e90",
            },
            "on_record": f"4711:{'9f' * 32}",
        },
        {
            "number": 2,
            "at": "2026-10-18T09:30:00.000000Z",
            "by": "key:5e6f7a8b",
            "entry": "note",
            "said": {"text": "The customer sends three more cups."},
            "on_record": f"4720:{'2c' * 32}",
        },
    ],
    "on_record": f"4720:{'2c' * 32}",
}


class InvestigationAnswer(InvestigationSummary):
    """An investigation as it stands, and its whole log."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    problem: str | None = Field(description="What is wrong; null where nobody said.")
    bad: list[str] = Field(description="Ids of the batches that were known as bad.")
    fingerprint: Fingerprint | None = Field(
        description=f"{FINGERPRINT} When it was opened; null where it names no bad batch."
    )
    suspects: list[SuspectTold] = Field(description="In the order in which they were named.")
    actions: list[ActionTold] = Field(description="In the order in which they were decided.")
    log: list[EntryTold] = Field(description="All that was said, from the first entry on.")
    on_record: str = Field(description=f"{ON_RECORD} That of the newest entry of the log.")
