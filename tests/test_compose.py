"""docker-compose.yml and the Dockerfile keep the house's promises: no default password, no port
that other machines reach, no door out of Cypher, no variable that nothing reads."""

import re
import tomllib
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import neo4j
import pytest
import yaml
from neo4j.exceptions import Neo4jError
from packaging.specifiers import SpecifierSet

from genealogy.settings import Settings
from tests.neo4j_server import IMAGE, Unavailable, maven_server, maven_version

ROOT = Path(__file__).parent.parent
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
API, NEO4J = SERVICES["api"], SERVICES["neo4j"]


def test_no_secret_has_a_default() -> None:
    secrets = {
        (service, name): value
        for service, definition in SERVICES.items()
        for name, value in definition["environment"].items()
        if re.search("PASSWORD|AUTH|KEY|SECRET|TOKEN", name)
    }
    assert set(secrets) == {
        ("neo4j", "NEO4J_AUTH"),
        ("api", "GENEALOGY_NEO4J_PASSWORD"),
        ("api", "GENEALOGY_API_KEY"),
    }
    for value in secrets.values():
        assert re.fullmatch(r"(neo4j/)?\$\{(\w+):\?set \2\}", value)


def test_the_example_of_env_names_every_variable_and_no_secret() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^(?:# )?([A-Z0-9_]+)=", example, re.MULTILINE)) == set(
        re.findall(r"(?<!\$)\$\{(\w+)", COMPOSE)
    )
    assert set(re.findall(r"^([A-Z0-9_]+=.*)", example, re.MULTILINE)) == {
        "NEO4J_PASSWORD=",
        "GENEALOGY_API_KEY=",
    }


def test_no_command_line_shows_a_secret() -> None:
    for service in SERVICES.values():
        commands = [service.get("command", ""), service.get("entrypoint", "")]
        for words in [*commands, *service["healthcheck"]["test"]]:
            # "$$" is a "$" that the container's own shell resolves, after the process list.
            assert "${" not in str(words).replace("$${", "")
            assert " -p" not in str(words)
    assert not re.search("PASSWORD|API_KEY", DOCKERFILE)


def test_ports_are_published_to_this_machine_only() -> None:
    ports = [port for service in SERVICES.values() for port in service["ports"]]
    assert sorted(ports) == [f"127.0.0.1:{port}:{port}" for port in (7474, 7687, 8000)]


def test_every_variable_of_the_api_is_a_setting() -> None:
    settings = {f"GENEALOGY_{field}".upper() for field in Settings.model_fields}
    assert set(API["environment"]) <= settings


def test_the_api_waits_for_a_neo4j_that_answers() -> None:
    assert API["depends_on"]["neo4j"]["condition"] == "service_healthy"
    assert "RETURN 1" in NEO4J["healthcheck"]["test"][1]
    assert "/health/ready" in API["healthcheck"]["test"][-1]


def test_the_data_outlive_the_containers() -> None:
    assert NEO4J["volumes"] == ["neo4j-data:/data", "neo4j-logs:/logs"]
    assert API["volumes"] == ["api-data:" + API["environment"]["GENEALOGY_DATA"]]


def test_all_tests_run_on_the_neo4j_that_sites_run() -> None:
    assert NEO4J["image"] == IMAGE
    assert f"neo4j:{maven_version().rsplit('.', 1)[0]}-community" == IMAGE


def test_the_image_has_a_python_that_the_package_accepts() -> None:
    versions = re.findall(r"^FROM python:([\d.]+)-slim", DOCKERFILE, re.MULTILINE)
    accepted = SpecifierSet(PYPROJECT["project"]["requires-python"])
    assert len(set(versions)) == 1
    assert versions[0] in accepted


def test_the_image_serves_as_a_user_without_rights() -> None:
    final = DOCKERFILE.rsplit("FROM", 1)[1]
    assert "\nUSER genealogy\n" in final
    assert final.index("USER genealogy") < final.index("ENTRYPOINT")


def test_the_image_takes_what_the_wheel_is_built_from_and_nothing_else() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8")
    wheel = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert "\n*\n" in ignored
    assert set(re.findall(r"^!(.+)$", ignored, re.MULTILINE)) == {
        "pyproject.toml",
        "uv.lock",
        PYPROJECT["project"]["readme"],
        *PYPROJECT["project"]["license-files"],
        *wheel,
    }


def neo4j_conf() -> dict[str, str]:
    """The settings as the image's entry point writes them into neo4j.conf."""
    return {
        name.removeprefix("NEO4J_").replace("__", "-").replace("_", ".").replace("-", "_"): re.sub(
            r"\$\{\w+:-(.*)\}", r"\1", value
        )
        for name, value in NEO4J["environment"].items()
        if name != "NEO4J_AUTH"
    }


def test_cypher_has_no_door_to_files_or_to_the_network(tmp_path: Path) -> None:
    """Also: Neo4j knows every setting, since it refuses to start with one that it does not."""
    assert not any("unrestricted" in setting or "plugins" in setting for setting in neo4j_conf())
    secret = tmp_path / "secret.csv"
    secret.write_text("secret\n", encoding="utf-8")
    with ExitStack() as stack:
        try:
            server = stack.enter_context(maven_server(neo4j_conf()))
        except Unavailable as reason:
            pytest.skip(str(reason))
        login = (server.user, server.password)
        driver = stack.enter_context(neo4j.GraphDatabase.driver(server.uri, auth=login))

        load = "LOAD CSV FROM $url AS row RETURN row"
        with pytest.raises(Neo4jError, match="allow_csv_import_from_file_urls"):
            driver.execute_query(load, url=secret.as_uri())
        for host in ("127.0.0.1", "[::1]", "192.0.2.1"):
            with pytest.raises(Neo4jError, match="blocklist"):
                driver.execute_query(load, url=f"http://{host}:9/secret.csv")
