"""Receivers: read at the door, and refused without a word of their secrets."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import SecretStr

from genealogy.errors import WrongUsage
from genealogy.settings import Settings
from office.events import CHECK_FAILED, tell
from office.opening import open_office
from office.outbox import all_events
from office.receivers import receivers_of

GOOD = {
    "name": "quality",
    "form": "json",
    "url": "https://kim:hush@host/hush-path?hush",
    "secret": "hush, hush, hush, hush",
    "events": ["check.failed"],
}


def settings(value: Any) -> Settings:
    """Settings with these receivers."""
    text = value if isinstance(value, str) else json.dumps(value)
    return Settings(receivers=SecretStr(text))


def test_without_the_setting_there_is_none_and_an_empty_list_is_told_apart() -> None:
    assert receivers_of(Settings()) is None
    assert receivers_of(settings([])) == ()


def test_a_receiver_shows_nothing_of_its_address_but_scheme_and_host() -> None:
    (receiver,) = receivers_of(settings([GOOD])) or ()

    assert receiver.address.shown == "https://host"
    for text in (repr(receiver), str(receiver), repr(receiver.address), receiver.model_dump_json()):
        assert "hush" not in text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("hush", "no JSON list"),
        ('{"hush": 1}', "no JSON list"),
        ("[hush]", "no JSON list"),
        (["hush"], "receiver 1"),
        ([GOOD, GOOD | {"url": "https://h/"}], "several receivers have one name"),
        ([GOOD, {"name": "second"}], "receiver 2, url"),
        ([GOOD | {"hush": "hush"}], "receiver 1: it has a field that is not known here"),
        ([GOOD | {"url": "http://host/hush"}], "receiver 1, url: https is needed"),
        ([GOOD | {"url": "ftp://127.0.0.1/hush"}], "receiver 1, url: an address such as"),
        ([GOOD | {"url": "https://host:hush/"}], "receiver 1, url: an address such as"),
        ([GOOD | {"secret": "hush"}], "receiver 1: json needs a secret of at least 16"),
        ([GOOD | {"form": "wecom"}], "receiver 1: wecom has no secret"),
        ([GOOD | {"form": "dingtalk", "secret": ""}], "receiver 1: the secret is empty"),
        ([GOOD | {"form": "hush"}], "receiver 1, form: Input should be 'json', 'dingtalk'"),
        ([GOOD | {"events": ["hush"]}], "receiver 1, events: Input should be 'load.finished'"),
        ([GOOD | {"events": []}], "receiver 1, events"),
        ([GOOD | {"name": "hush hush"}], "receiver 1, name"),
    ],
)
def test_mistakes_are_named_without_what_is_written_there(wrong: Any, told: str) -> None:
    with pytest.raises(WrongUsage) as error:
        receivers_of(settings(wrong))

    assert str(error.value).startswith("GENEALOGY_RECEIVERS cannot be used: ")
    assert told in str(error.value)
    assert "hush" not in str(error.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.7:8080", "[::1]:80"])
def test_http_goes_to_this_machine_only(host: str) -> None:
    assert receivers_of(settings([GOOD | {"url": f"http://{host}/"}]))


def test_whoever_opens_the_office_with_the_setting_makes_them_known(
    office_settings: Settings,
) -> None:
    def opened(receivers: list[dict[str, Any]] | None) -> list[str]:
        """Who is told of an event of now, where these are the receivers of the settings."""
        secret = None if receivers is None else SecretStr(json.dumps(receivers))
        with open_office(office_settings.model_copy(update={"receivers": secret})) as office:
            with office.one_at_a_time() as connection:
                tell(connection, CHECK_FAILED, {})
            return [each["receiver"] for each in all_events(office)[0]["deliveries"]]

    other = GOOD | {"name": "other", "events": ["hold.placed"]}
    assert opened([GOOD, other]) == ["quality"]
    assert opened(None) == ["quality"]
    assert opened([other | {"events": ["hold.placed", "check.failed"]}]) == ["other"]
    assert opened([]) == []
