"""Who may what over HTTP: every route for every role. A new route without a row fails."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Any

import pytest
from fastapi.routing import APIRoute

from api.http.app import ROUTERS
from api.http.forms import XLSX
from genealogy.settings import Settings
from office.keys import new_key, revoke
from office.opening import open_office
from office.roles import Role
from tests.api.http.served import Served, serving
from tests.shell import Shell

EVERYBODY = {"viewer", "analyst", "quality", "coordinator", "integrator", "admin"}
ASKS = EVERYBODY - {"integrator"}
INVESTIGATE = {"quality", "coordinator", "admin"}
HOLD = {"json": {"batches": ["NOPE"], "hold": "H-1", "reason": "a test"}}
SCOPES = [{"name": "a", "batches": ["CUL-2231"]}, {"name": "b", "batches": ["CT-0003"]}]

ROUTES: dict[tuple[str, str], tuple[set[str], str, dict[str, object]]] = {
    # method and route: who may, how it is asked for
    ("GET", "/v1/recalls"): (ASKS, "?batch=CUL-2231", {}),
    ("POST", "/v1/recalls"): (
        {"coordinator", "admin"}, "", {"json": {"batch": ["NOPE"], "reason": "a test"}},
    ),
    ("GET", "/v1/traces"): (ASKS, "?batch=CUL-2231", {}),
    ("GET", "/v1/whys"): (ASKS, "?batch=WM-0412&origin=CUL-2231", {}),
    ("GET", "/v1/batches"): (ASKS, "?text=YOG", {}),
    ("GET", "/v1/batches/{batch_id:path}"): (ASKS, "WM-0412", {}),
    ("GET", "/v1/histories/{batch_id:path}"): (ASKS, "WM-0412", {}),
    ("GET", "/v1/operations/{operation_id:path}"): (ASKS, "own/PO-00021", {}),
    ("GET", "/v1/finds"): (ASKS, "?text=a", {}),
    ("GET", "/v1/siblings"): (ASKS, "?batch=WM-0412", {}),
    ("POST", "/v1/comparisons"): (ASKS, "", {"json": {"scopes": SCOPES}}),
    ("POST", "/v1/root-causes"): (
        ASKS, "", {"json": {"bad": ["YOG-0040"], "good": ["YOG-0050"]}},
    ),
    ("GET", "/v1/balances"): (ASKS, "?batch=WM-0412", {}),
    ("GET", "/v1/gaps"): (ASKS, "?kind=unaccounted", {}),
    ("GET", "/v1/completeness"): (ASKS, "", {}),
    ("GET", "/v1/scorecards"): (ASKS, "?by=line", {}),
    ("GET", "/v1/control-charts"): (ASKS, "?characteristic=pH&material=5001", {}),
    ("GET", "/v1/checks"): (ASKS, "?name=numbering-gap", {}),
    ("GET", "/v1/graphs"): (ASKS, "?batch=CUL-2231", {}),
    ("GET", "/v1/status"): (ASKS, "", {}),
    ("GET", "/v1/me"): (EVERYBODY, "", {}),
    ("POST", "/v1/cypher"): (
        {"analyst", "quality", "admin"}, "", {"json": {"text": "RETURN 1 AS one"}},
    ),
    ("GET", "/v1/loads"): (EVERYBODY, "", {}),
    ("GET", "/v1/loads/{load_id}"): (EVERYBODY, "erp_deliveries.csv", {}),
    ("POST", "/v1/loads"): (
        {"integrator", "admin"}, "?dry_run=true", {"files": {"files": ("a.csv", b"a,b\n1,2\n")}},
    ),
    ("DELETE", "/v1/loads/{load_id}"): ({"admin"}, "nope.csv?reason=a test&dry_run=true", {}),
    ("GET", "/v1/rejected-rows"): (EVERYBODY, "", {}),
    ("GET", "/v1/rejected-rows/{rejected_id}"): (EVERYBODY, "nope:1", {}),
    ("GET", "/v1/rejected-rows/workbook"): ({"quality", "admin"}, "", {}),
    ("POST", "/v1/rejected-rows/replays"): (
        {"quality", "admin"}, "?dry_run=true", {},
    ),
    ("POST", "/v1/rejected-rows/discards"): (
        {"quality", "admin"}, "",
        {"json": {"rejected_ids": ["nope:1"], "reason": "a test"}},
    ),
    ("POST", "/v1/holds"): ({"quality", "coordinator", "admin"}, "", HOLD),
    ("POST", "/v1/releases"): ({"quality", "coordinator", "admin"}, "", HOLD),
    ("GET", "/v1/investigations"): (ASKS, "", {}),
    ("POST", "/v1/investigations"): (INVESTIGATE, "", {"json": {"title": "a test"}}),
    ("GET", "/v1/investigations/{investigation_id}"): (ASKS, "INV-9999", {}),
    ("POST", "/v1/investigations/{investigation_id}/entries"): (
        INVESTIGATE, "INV-9999/entries", {"json": {"entry": "note", "text": "a test"}},
    ),
    ("GET", "/v1/jobs"): (EVERYBODY, "", {}),
    ("GET", "/v1/jobs/{job_id}"): (EVERYBODY, "job-nope", {}),
    ("DELETE", "/v1/jobs/{job_id}"): (EVERYBODY, "job-nope", {}),
    ("GET", "/metrics"): ({"admin"}, "", {}),
}  # fmt: skip
EXPIRES = "2099-03-31T21:59:59Z"
OPEN = {
    "/health/live", "/health/ready", "/docs", "/docs/start.js", "/docs/{name}",
    "/", "/recall", "/root-cause", "/scorecards", "/control-charts", "/quality",
    "/static/{name:path}",
}  # fmt: skip
"""What needs no key: none of it tells of the data."""


@pytest.fixture(scope="module")
def keys(demo: Shell) -> Iterator[dict[str, str]]:
    """A key of each role, and one held to a site, one expired in a moment, one revoked."""
    settings = Settings(data=demo.data)
    with open_office(settings) as office:
        made = {
            role.value: new_key(office, name=role.value, role=role, by="test")[1] for role in Role
        }
        made["here"] = new_key(
            office, name="here", role=Role.ANALYST, sites=["Husum"], by="test",
            expires=datetime.fromisoformat(EXPIRES),
        )[1]  # fmt: skip
        made["elsewhere"] = new_key(
            office, name="elsewhere", role=Role.COORDINATOR, sites=["Elsewhere"], by="test"
        )[1]
        key, text = new_key(office, name="gone", role=Role.ADMIN, by="test")
        revoke(office, key.key_id, by="test", reason="a test")
        made["revoked"] = text
        yield made


@pytest.fixture(scope="module")
def by_keys(demo: Shell, keys: dict[str, str]) -> Iterator[Served]:
    """A service of which only made keys are known."""
    assert keys
    with serving(demo.having(GENEALOGY_API_RATE="100000/minute")) as served:
        yield served


def routes() -> set[tuple[str, str]]:
    """Every method and route of the application that is not open."""
    found = set()
    for route in chain.from_iterable(router.routes for router in ROUTERS):
        assert isinstance(route, APIRoute), route
        if route.path not in OPEN:
            found |= {(method, route.path) for method in route.methods}
    return found


def test_every_route_has_a_row() -> None:
    assert routes() == {*ROUTES}


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_role_may_what_its_row_says(by_keys: Served, keys: dict[str, str], role: str) -> None:
    with by_keys.client(keys[role]) as client:
        for (method, route), (who, asked, more) in ROUTES.items():
            path = route.split("{")[0] + asked
            answer = client.request(method, path, **more)  # type: ignore[arg-type]
            refused = answer.status_code == 403
            assert refused == (role not in who), f"{role}: {method} {path}: {answer.text}"
            assert answer.status_code not in (401, 422, 500), f"{method} {path}: {answer.text}"
            if refused:
                assert answer.json()["code"] == "right-missing"


@pytest.mark.parametrize(
    "key", [None, "wrong", "gk_00000000_" + "x" * 43, "revoked", "Basic", "a.b.c"]
)
def test_who_has_no_valid_key_learns_nothing(
    by_keys: Served, keys: dict[str, str], key: str | None
) -> None:
    told = set()
    with by_keys.client(keys.get(key or "", key)) as client:
        for (method, route), (_, asked, more) in ROUTES.items():
            answer = client.request(method, route.split("{")[0] + asked, **more)  # type: ignore[arg-type]
            if answer.status_code == 429:  # who tries many keys is slowed down
                break
            assert answer.status_code == 401, answer.text
            assert answer.headers["www-authenticate"] == "Bearer"
            told.add(answer.json()["detail"])
    assert len(told) <= 1


NAMES = ("Kaufhof", "Marktfrisch", "Backhaus", "+49 30 23125")


def test_a_viewer_sees_no_customer_in_any_answer_or_form(
    by_keys: Served, keys: dict[str, str]
) -> None:
    with by_keys.client(keys["viewer"]) as client, by_keys.client(keys["analyst"]) as other:
        for (method, route), (who, asked, more) in ROUTES.items():
            if "viewer" not in who:
                continue
            answer = client.request(method, route.split("{")[0] + asked, **more)  # type: ignore[arg-type]
            assert not [name for name in NAMES if name in answer.text], route
        for form in ("text/csv", "application/x-ndjson", "application/graphml+xml"):
            path = "/v1/recalls?batch=CUL-2231" + ("&table=customers" if "csv" in form else "")
            answer = client.get(path, headers={"Accept": form})
            assert "***" in answer.text
            assert not [name for name in NAMES if name in answer.text], form
            assert NAMES[0] in other.get(path, headers={"Accept": form}).text
        assert not client.get("/v1/batches?where=customer=Kaufhof Süd").is_success
        by_name = client.get("/v1/finds?text=kaufhof").json()
        assert not [group for group in by_name["groups"] if group["hits"] or group["more"]]
        assert (
            "Kaufhof" in other.get("/v1/finds?text=kaufhof").json()["groups"][4]["hits"][0]["name"]
        )
        tag = other.get("/v1/recalls?batch=CUL-2231").headers["etag"]
        seen = client.get("/v1/recalls?batch=CUL-2231", headers={"If-None-Match": tag})
    assert seen.status_code == 200


def test_a_key_of_a_site_is_given_the_whole_answer_or_none(
    by_keys: Served, keys: dict[str, str]
) -> None:
    with by_keys.client(keys["elsewhere"]) as client:
        for path in ("recalls?batch=CUL-2231", "traces?batch=WM-0412", "batches/WM-0412",
                     "graphs?batch=CUL-2231", "siblings?batch=WM-0412", "balances?batch=WM-0412",
                     "whys?batch=WM-0412&origin=CUL-2231",
                     "histories/WM-0412"):  # fmt: skip
            answer = client.get(f"/v1/{path}")
            assert answer.status_code == 403, path
            assert answer.json()["code"] == "beyond-sites"
        for path in ("gaps", "status", "checks?name=numbering-gap", "completeness", "loads"):
            assert client.get(f"/v1/{path}").status_code == 403, path
        assert client.get("/v1/operations/own/PO-00021").json()["code"] == "not-allowed"
        groups = client.get("/v1/finds?text=YOG").json()["groups"]
        assert (groups[0]["hits"], groups[0]["withheld"] > 0) == ([], True)
        found = client.get("/v1/batches?text=YOG").json()
        assert (found["batches"], found["withheld"] > 0) == ([], True)
        assert client.post("/v1/cypher", json={"text": "RETURN 1 AS one"}).status_code == 403
        every = client.get("/v1/batches").json()
        assert (every["batches"], every["next"], every["withheld"] > 300) == ([], None, True)


def test_an_investigation_is_masked_and_held_to_sites_as_answers_are(
    by_keys: Served, keys: dict[str, str]
) -> None:
    told = {"title": "Kaufhof complains", "problem": "Kaufhof", "bad": ["WM-0412"]}
    with by_keys.client(keys["quality"]) as client:
        path = client.post("/v1/investigations", json=told).headers["location"]
        said = {"entry": "suspect", "kind": "equipment", "name": "the one of Kaufhof"}
        assert client.post(f"{path}/entries", json=said).status_code == 201
        whole = client.post("/v1/investigations", json={"title": "of all sites"}).json()
    of_all = f"/v1/investigations/{whole['investigation_id']}"
    with by_keys.client(keys["viewer"]) as client:
        shown = client.get(path)
        assert "Kaufhof" not in shown.text
        assert (shown.json()["title"], shown.json()["suspects"][0]["name"]) == ("***", "***")
        assert client.get(path, headers={"Accept": XLSX}).status_code == 200
    with by_keys.client(keys["elsewhere"]) as client:
        assert client.get("/v1/investigations").json()["investigations"] == []
        assert client.get(path).json()["code"] == "beyond-sites"
        assert client.get(of_all).json()["code"] == "not-allowed"
        note = {"entry": "note", "text": "from elsewhere"}
        assert client.post(f"{path}/entries", json=note).json()["code"] == "beyond-sites"
        assert client.post("/v1/investigations", json=told).json()["code"] == "beyond-sites"
        assert client.post("/v1/investigations", json={"title": "t"}).json()["code"] == (
            "not-allowed"
        )
    with by_keys.client(keys["here"]) as client:
        assert client.get(path).json()["title"] == "Kaufhof complains"
        listed = client.get("/v1/investigations").json()["investigations"]
        assert path.endswith(listed[0]["investigation_id"])
        assert client.get(of_all).status_code == 403


def test_a_key_is_told_who_it_is_and_what_it_may(by_keys: Served, keys: dict[str, str]) -> None:
    with by_keys.client(keys["here"]) as client, by_keys.client(keys["viewer"]) as viewer:
        here, seen = client.get("/v1/me").json(), viewer.get("/v1/me").json()

    assert here.pop("id").startswith("key:")
    assert here == {
        "name": "here",
        "role": "analyst",
        "rights": ["ask"],
        "masked": False,
        "sites": ["Husum"],
        "expires_at": EXPIRES,
        "zone": None,
    }
    assert (seen["role"], seen["masked"], seen["sites"]) == ("viewer", True, None)
    assert seen["expires_at"] is None


def test_refusals_are_on_record(by_keys: Served, keys: dict[str, str], demo: Shell) -> None:
    with by_keys.client(keys["viewer"], **{"X-Request-Id": "refused-4711"}) as client:
        client.post("/v1/cypher", json={"text": "RETURN 1 AS one"})

    listed = demo.out("audit", "list", "--text", "refused-4711", "--json")
    assert '"question.refused"' in listed


def test_a_refused_question_is_on_record_as_it_was_asked(
    by_keys: Served, keys: dict[str, str], demo: Shell
) -> None:
    def asked(role: str, **sent: Any) -> Any:
        request_id = f"refused-{role}-{time.monotonic_ns()}"
        with by_keys.client(keys[role], **{"X-Request-Id": request_id}) as client:
            answer = client.request(**sent)
        found = json.loads(demo.out("audit", "list", "--text", request_id, "--json"))
        return answer.status_code, [
            (each["action"], each["details"]["asked"]) for each in found
            if each["details"]["command"] != "audit.list"
        ]  # fmt: skip

    recall = {"method": "GET", "url": "/v1/recalls?batch=CUL-2231&quantities=true&where=lot=x"}
    (_, [(_, answered)]), (status, [(action, refused)]) = (
        asked(role, **recall) for role in ("viewer", "integrator")
    )
    assert (status, action) == (403, "question.refused")
    assert refused == answered
    assert refused["quantities"] is True
    batch = {"method": "GET", "url": "/v1/batches/own/3101/WM-0412"}
    assert asked("integrator", **batch)[1] == [
        ("question.refused", {"batch": "own/3101/WM-0412"})
    ]  # fmt: skip
    assert asked("viewer", method="POST", url="/v1/holds", **HOLD)[1] == [
        ("question.refused", HOLD["json"])
    ]  # fmt: skip
    undo = {"method": "DELETE", "url": "/v1/loads/nope.csv?reason=a test"}
    assert asked("viewer", **undo)[1] == [
        ("question.refused", {"load": "nope.csv", "reason": "a test"})
    ]  # fmt: skip
    upload = {"method": "POST", "url": "/v1/loads", "files": {"files": ("a.csv", b"a,b\n")}}
    assert asked("viewer", **upload)[1] == [("question.refused", {"files": ["a.csv"]})]


def test_refused_keys_are_on_record_without_their_secret(
    by_keys: Served, keys: dict[str, str], demo: Shell
) -> None:
    shown = [keys["revoked"], "gk_00000000_" + "x" * 43, "wrong", "a.b.c"]
    for key in shown:
        with by_keys.client(key) as client:
            client.get("/v1/status")
    listed = demo.out("audit", "list", "--action", "key.refused", "--json")
    found = {(each["by"], each["name"], each["details"]["reason"]) for each in json.loads(listed)}

    revoked = f"key:{keys['revoked'].split('_')[1]}"
    assert {(revoked, "gone", "revoked"), ("stranger", None, "unknown"),
            ("stranger", None, "malformed")} <= found  # fmt: skip
    assert not [key for key in shown if key.split("_")[-1] in listed and key != "wrong"]
    assert demo.run("audit", "verify").returncode == 0


def test_without_a_key_a_service_prints_one_that_ends_with_it(fresh: Shell) -> None:
    alone = Shell(fresh.folder, fresh.folder / "own")
    with serving(alone) as served:
        assert served.process.stdout is not None
        key = served.process.stdout.readline().strip()
        with served.client(key) as client:
            assert client.get("/v1/status").status_code == 200
    with serving(alone) as served, served.client(key) as client:
        assert client.get("/v1/status").status_code == 401
    alone.run("engine", "stop")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "plant.example"])
def test_without_a_key_only_this_machine_is_listened_to(fresh: Shell, host: str) -> None:
    alone = Shell(fresh.folder, fresh.folder / "own")
    done = alone.run("serve", "--host", host)

    assert done.returncode == 2
    assert "genealogy keys new" in done.stderr


def test_a_key_of_the_environment_that_can_be_guessed_is_refused(fresh: Shell) -> None:
    done = fresh.having(GENEALOGY_API_KEY="short").run("serve")

    assert done.returncode == 2
    assert "GENEALOGY_API_KEY" in done.stderr
