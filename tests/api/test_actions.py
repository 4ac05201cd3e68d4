"""docs/audit.md lists every action that the code puts on record, and no other."""

from __future__ import annotations

from typing import get_args

from api.http.asking import _ASKED
from api.http.worker import _KINDS
from office.chain import ERASED
from office.heads import REFUSED, changes
from office.said import Added, OpenEntry
from tests.api.actions import documented_actions, written_actions
from tests.api.test_audit import NOT_ON_RECORD
from tests.api.test_command_line import COMMANDS

ONLY_DO = {
    "demo", "load", "backup", "restore", "rejected export", "rejected discard", "audit export",
    "events retry", "events test", "investigation export",
}  # fmt: skip
"""Commands that are on record as what they do, never as a question."""
ENTRIES = {f"investigation.{get_args(kind.model_fields['entry'].annotation)[0]}"
           for kind in (OpenEntry, *get_args(Added))}  # fmt: skip
AS_ONE = {
    "key.new", "key.revoked", "job.cancel", ERASED, REFUSED, "question.refused", *ENTRIES
}  # fmt: skip
"""Entries that are not of a beginning and an end."""


def questions() -> set[str]:
    """Commands and routes that ask, as they are on record."""
    asking = [words for words in COMMANDS if NOT_ON_RECORD.get(words, "lists") == "lists"]
    commands = {".".join(words) for words in asking if " ".join(words) not in ONLY_DO}
    return {f"question.{name}" for name in {*commands, *_ASKED.values(), "cypher"}}


def done() -> set[str]:
    """What changes or exports something, as it is on record."""
    found: set[str] = set()
    for action in written_actions() | {*_KINDS} - questions():
        if action in AS_ONE or not changes(action):
            found.add(action)
        else:
            found |= {f"{action}.{end}" for end in ("begun", "done", "failed")}
    return found | {f"{kind}.cancelled" for kind in _KINDS} | AS_ONE


def test_every_action_is_documented_and_no_other() -> None:
    code = questions() | {action for action in done() if action.split(".")[0] != "question"}

    assert documented_actions() == code | {"question.refused"}


def test_the_search_for_actions_finds_those_of_every_door() -> None:
    assert {"undo", "pseudonymise", "key.new", "job.cancel", "recall", "release"} <= (
        written_actions()
    )
