"""Loading over HTTP: receipts, jobs, their end, and what is refused."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from genealogy.settings import Settings
from office.opening import open_office
from office.tables import jobs
from tests.api.http.conftest import EXPORTS, shell_on
from tests.api.http.served import KEY, Served, serving
from tests.conftest import empty
from tests.shell import Shell

ASYNC = {"Prefer": "respond-async"}


@pytest.fixture(scope="module")
def loading(
    settings_of: Callable[[str], Settings], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A service that all tests of this file load with."""
    shell = shell_on(settings_of("embedded"), tmp_path_factory.mktemp("loads"))
    with serving(shell.having(GENEALOGY_API_UPLOAD_MB="16")) as served:
        yield served


@pytest.fixture
def empty_served(loading: Served, settings_of: Callable[[str], Settings]) -> Served:
    """That service, on an empty graph."""
    empty(settings_of("embedded"))
    return loading


def files(*names: str) -> list[tuple[str, tuple[str, bytes]]]:
    """Exports of the demo as a form has them."""
    return [("files", (name, (EXPORTS / name).read_bytes())) for name in names]


def test_all_exports_load_as_by_the_command(empty_served: Served, demo: Shell) -> None:
    names = [path.name for path in sorted(EXPORTS.iterdir())]
    with empty_served.client() as client:
        job = ended(client, client.post("/v1/loads", files=files(*names)))
        status = client.get("/v1/status").json()

    assert job["status"] == "done"
    assert job["result"]["result"] == "loaded"
    assert status["fingerprint"] == json.loads(demo.out("status", "--json"))["fingerprint"]
    assert not [*(empty_served.shell.data / "uploads").iterdir()]


def test_the_same_file_again_changes_nothing(empty_served: Served) -> None:
    with empty_served.client() as client:
        first = ended(client, client.post("/v1/loads", files=files("erp_deliveries.csv")))
        again = ended(client, client.post("/v1/loads", files=files("erp_deliveries.csv")))

    (new,), (known,) = (each["result"]["receipts"] for each in (first, again))
    assert (new["rows_new"], known["rows_new"], known["rows_known"]) == (35, 0, 35)


def test_a_dry_run_writes_nothing(empty_served: Served) -> None:
    with empty_served.client() as client:
        before = client.get("/v1/status").json()
        job = ended(
            client, client.post("/v1/loads?dry_run=true", files=files("erp_deliveries.csv"))
        )
        assert client.get("/v1/status").json() == before

    assert job["result"]["receipts"][0]["rows_new"] == 35


def test_checks_can_follow_a_load(empty_served: Served) -> None:
    with empty_served.client() as client:
        job = ended(client, client.post("/v1/loads?check=true", files=files("mes_operations.csv")))

    assert job["result"]["checks"][0]["checks"]


def test_a_file_that_no_profile_fits_is_told_and_the_others_are_loaded(
    empty_served: Served,
) -> None:
    odd = ("files", ("odd.csv", b"a;b\n1;2\n"))
    with empty_served.client() as client:
        job = ended(client, client.post("/v1/loads", files=[odd, *files("erp_deliveries.csv")]))

    assert job["status"] == "done"
    assert "no profile fits" in job["result"]["refused"][0]["why"]
    assert job["result"]["receipts"][0]["rows_new"] == 35


@pytest.mark.parametrize(
    "name",
    ["../up.csv", "/etc/passwd", "a\\b.csv", ".hidden.csv", "C:x.csv",
     "\u202ecsv.exe", "x" * 300 + ".csv", ""],
)  # fmt: skip
def test_a_name_that_is_more_than_a_name_is_refused(empty_served: Served, name: str) -> None:
    with empty_served.client() as client:
        before = client.get("/v1/jobs").json()
        answer = client.post("/v1/loads", files=[("files", (name, b"a,b\n1,2\n"))])
        assert client.get("/v1/jobs").json() == before

    assert answer.status_code in (400, 422)
    assert not [*(empty_served.shell.data / "uploads").glob("*")]


def test_two_files_of_one_name_are_refused(empty_served: Served) -> None:
    twice = files("erp_deliveries.csv", "erp_deliveries.csv")
    with empty_served.client() as client:
        assert client.post("/v1/loads", files=twice).status_code == 400


def test_a_profile_is_named_and_never_a_file(empty_served: Served) -> None:
    (empty_served.shell.folder / "mine.toml").write_text("name = 'mine'\n", encoding="utf-8")
    with empty_served.client() as client:
        for name in ("mine.toml", str(empty_served.shell.folder / "mine.toml"), "nope"):
            answer = client.post(
                "/v1/loads", params={"profile": name}, files=files("erp_deliveries.csv")
            )
            assert answer.status_code == 400
            assert "There is no profile" in answer.json()["detail"]
            assert "mes-consumption" in answer.json()["detail"]


def test_a_workbook_that_unpacks_to_gigabytes_ends_as_a_refusal(
    empty_served: Served, tmp_path: Path
) -> None:
    bomb = tmp_path / "bomb.xlsx"
    _write_bomb(bomb)
    with empty_served.client() as client:
        job = ended(
            client,
            client.post("/v1/loads", files=[("files", (bomb.name, bomb.read_bytes()))]),
            seconds=120,
        )
        assert client.get("/health/ready").status_code == 200

    assert job["result"]["refused"]


def test_an_upload_beyond_the_limit_is_refused(empty_served: Served) -> None:
    with empty_served.client() as client:
        answer = client.post("/v1/loads", files=[("files", ("big.csv", b"x" * 17_000_000))])

    assert answer.status_code == 413


def test_a_job_that_is_cancelled_keeps_whole_rows_and_can_go_on(
    empty_served: Served, tmp_path: Path
) -> None:
    large = large_export(tmp_path / "issues.csv", 80_000)
    with empty_served.client() as client:
        answer = client.post("/v1/loads", files=upload(large), headers=ASYNC)
        assert answer.status_code == 202
        place = answer.headers["location"]
        wait_for_progress(client, place)
        assert client.delete(place).status_code == 202
        job = ended(client, answer)
        assert (job["status"], job["error"]["code"]) == ("cancelled", "cancelled")
        part = client.get("/v1/loads").json()["loads"][0]
        assert 0 < part["rows_new"] < 80_000
        again = client.post("/v1/loads", files=upload(large))
        assert ended(client, again, seconds=180)["status"] == "done"
        whole = client.get("/v1/loads").json()["loads"][0]

    assert whole["rows_new"] == 80_000


def test_a_job_whose_service_is_killed_goes_on_and_doubles_nothing(
    alone: Shell, tmp_path: Path
) -> None:
    large = large_export(tmp_path / "issues.csv", 30_000)
    shell = alone.having(GENEALOGY_API_KEY=KEY, GENEALOGY_API_RATE="100000/minute")
    with serving(shell) as served, served.client() as client:
        answer = client.post("/v1/loads", files=upload(large), headers=ASYNC)
        wait_for_progress(client, answer.headers["location"])
        served.kill()
    long_ago(shell)
    with serving(shell) as served, served.client() as client:
        job = ended(client, answer, seconds=240)
        (load,) = client.get("/v1/loads").json()["loads"]

    assert job["status"] == "done"
    assert (load["status"], load["rows_read"], load["facts_new"]) == ("done", 30_000, 30_000)


def test_rejected_rows_come_as_a_workbook_with_a_name(empty_served: Served) -> None:
    text = (EXPORTS / "erp_deliveries.csv").read_text(encoding="utf-8")
    head, first, *_ = text.splitlines()
    wrong = ",".join("x" if cell.replace(".", "").isdigit() else cell for cell in first.split(","))
    sent = [("files", ("Lieferungen Köln.csv", f"{head}\n{wrong}\n".encode()))]
    with empty_served.client() as client:
        none = client.get("/v1/rejected-rows/workbook")
        job = ended(client, client.post("/v1/loads", files=sent))
        answer = client.get("/v1/rejected-rows/workbook")
        of_load = client.get("/v1/rejected-rows/workbook?load=Lieferungen Köln.csv")
        refused = client.get("/v1/rejected-rows/workbook", headers={"Accept": "text/csv"})

    assert none.status_code == 204
    assert job["result"]["totals"]["rows_rejected"] == 1
    assert answer.headers["content-disposition"] == 'attachment; filename="rejected-rows.xlsx"'
    assert answer.content[:2] == b"PK"
    told = of_load.headers["content-disposition"]
    assert re.fullmatch(r'attachment; filename="rejected-rows-[A-Za-z0-9-]+\.xlsx"', told)
    assert refused.status_code == 406


def test_undoing_a_load_needs_a_reason(empty_served: Served) -> None:
    with empty_served.client() as client:
        before = client.get("/v1/status").json()["fingerprint"]
        ended(client, client.post("/v1/loads", files=files("erp_deliveries.csv")))
        assert client.delete("/v1/loads/erp_deliveries.csv").status_code == 422
        tried = client.delete("/v1/loads/erp_deliveries.csv?reason=wrong plant&dry_run=true")
        assert client.get("/v1/status").json()["fingerprint"] != before
        done = client.delete("/v1/loads/erp_deliveries.csv?reason=wrong plant")
        after = client.get("/v1/status").json()["fingerprint"]

    assert tried.json()["voided"] == done.json()["voided"]
    assert after == before


def test_jobs_are_seen_by_who_made_them(empty_served: Served) -> None:
    with empty_served.client() as client:
        made = client.post("/v1/loads", files=files("erp_deliveries.csv")).json()
        assert client.get("/v1/jobs?most=1").json()["jobs"][0]["job_id"] == made["job_id"]
        assert client.get("/v1/jobs/job-unknown").status_code == 404


def long_ago(shell: Shell) -> None:
    """The last sign of life of every job lies back so far that its worker is taken for dead."""
    with open_office(Settings(data=shell.data)) as office, office.writing() as connection:
        connection.execute(update(jobs).values(alive_at="2026-01-01T00:00:00.000000Z"))


def test_ending_a_job_that_has_ended_changes_nothing(empty_served: Served) -> None:
    with empty_served.client() as client:
        made = ended(client, client.post("/v1/loads", files=files("erp_deliveries.csv")))
        again = client.delete(f"/v1/jobs/{made['job_id']}")

    assert (again.status_code, again.json()) == (200, made)
    listed = empty_served.shell.out("audit", "list", "--text", str(made["job_id"]), "--json")
    assert "load.done" in listed
    assert "job.cancel" not in listed


def upload(path: Path) -> list[tuple[str, tuple[str, bytes]]]:
    """A file as a form has it."""
    return [("files", (path.name, path.read_bytes()))]


def ended(client: httpx.Client, answer: httpx.Response, seconds: float = 60) -> dict[str, object]:
    """The job of an upload, once it has ended."""
    assert answer.status_code in (200, 202), answer.text
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        job = client.get(answer.headers["location"]).json()
        if job["status"] in ("done", "failed", "cancelled"):
            return job
        time.sleep(0.1)
    raise AssertionError(f"still {job['status']}: {job['progress']}")


def wait_for_progress(client: httpx.Client, place: str) -> None:
    """Returns once some rows of a job are in."""
    for _ in range(600):
        progress = client.get(place).json()["progress"]
        if progress and progress["rows"]:
            return
        time.sleep(0.1)
    raise AssertionError("the job makes no progress")


def large_export(path: Path, rows: int) -> Path:
    """An export of goods issues with so many rows."""
    head, first, *_ = (EXPORTS / "erp_issues.csv").read_text(encoding="utf-8").splitlines()
    cells = dict(zip(head.split(","), first.split(","), strict=True))
    with path.open("w", encoding="utf-8") as file:
        file.write(head + "\n")
        for number in range(rows):
            row = cells | {
                name: f"{text}-{number // 50}" for name, text in cells.items() if name == "Lot"
            }
            document = next(iter(cells))
            row[document] = f"X-{number}"
            file.write(",".join(row.values()) + "\n")
    return path


def _write_bomb(path: Path) -> None:
    import zipfile

    from xlsxwriter import Workbook

    plain = path.with_name("plain.xlsx")
    with Workbook(plain) as book:
        book.add_worksheet("a").write_row(0, 0, ["a", "b"])
    with (
        zipfile.ZipFile(plain) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                begin, end = content.split(b"<sheetData>")[0], b"</sheetData></worksheet>"
                row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"x" * 65_536
                row += b"</t></is></c></row>"
                with target.open(name, "w", force_zip64=True) as sheet:
                    sheet.write(begin + b"<sheetData>")
                    for _ in range(30_000):
                        sheet.write(row)
                    sheet.write(end)
            else:
                target.writestr(name, content)


def test_only_what_is_on_hold_is_released_and_a_part_never(empty_served: Served) -> None:
    held = {"batches": ["YOG-0040"], "hold": "H-1", "reason": "a test"}
    both = held | {"batches": ["YOG-0041", "YOG-0040"]}
    with empty_served.client() as client:
        ended(client, client.post("/v1/loads", files=files("wms_shipments.csv")))
        placed = client.post("/v1/holds", json=held).json()
        refused = client.post("/v1/releases", json=both)
        other = client.post("/v1/releases", json=held | {"hold": "H-2"})
        released = client.post("/v1/releases", json=held, headers={"X-Request-Id": "first"})
        repeated = client.post("/v1/releases", json=held, headers={"X-Request-Id": "first"})
        again = client.post("/v1/releases", json=held, headers={"X-Request-Id": "second"})

    assert (refused.status_code, refused.json()["code"]) == (409, "not-on-hold")
    assert "YOG-0041" in refused.json()["detail"]
    assert "YOG-0040" not in refused.json()["detail"]
    assert (other.status_code, again.status_code) == (409, 409)
    assert "(on hold by H-1)" in other.json()["detail"]
    assert (placed["new"], released.json()["new"]) == (1, 1)
    assert (repeated.status_code, repeated.json()) == (201, released.json() | {"new": 0})
    graph = empty_served.shell.out(
        "cypher", "MATCH (:Batch)-[r:RELEASED]->(h) RETURN h.hold_id AS hold", "--json"
    )
    assert json.loads(graph)["rows"] == [["H-1"]]


def test_a_batch_that_was_released_can_be_held_by_the_same_notice_again(
    empty_served: Served,
) -> None:
    held = {"batches": ["YOG-0042"], "hold": "H-9", "reason": "a test"}
    with empty_served.client() as client:
        ended(client, client.post("/v1/loads", files=files("wms_shipments.csv")))
        stated = [
            client.post(route, json=held).json()["new"]
            for route in ("/v1/holds", "/v1/releases", "/v1/holds", "/v1/releases")
        ]
        over = client.post("/v1/releases", json=held)

    assert stated == [1, 1, 1, 1]
    assert over.status_code == 409
