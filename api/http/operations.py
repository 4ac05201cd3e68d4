"""The names of what can be asked over HTTP, as clients that are generated of the schema call it."""

from __future__ import annotations

from typing import Any

from fastapi.routing import APIRoute

_NAMES = {
    "GET /v1/recalls": "recall",
    "POST /v1/recalls": "open_recall",
    "GET /v1/traces": "trace",
    "GET /v1/whys": "why",
    "GET /v1/batches": "list_batches",
    "GET /v1/batches/{batch_id:path}": "batch",
    "GET /v1/histories/{batch_id:path}": "history",
    "GET /v1/siblings": "siblings",
    "POST /v1/comparisons": "compare",
    "POST /v1/root-causes": "root_cause",
    "GET /v1/balances": "balance",
    "GET /v1/gaps": "gaps",
    "GET /v1/completeness": "completeness",
    "GET /v1/scorecards": "scorecard",
    "GET /v1/control-charts": "control_chart",
    "GET /v1/checks": "check",
    "GET /v1/graphs": "graph",
    "POST /v1/cypher": "cypher",
    "GET /v1/status": "status",
    "GET /v1/loads": "list_loads",
    "POST /v1/loads": "load",
    "GET /v1/loads/{load_id}": "show_load",
    "DELETE /v1/loads/{load_id}": "undo_load",
    "GET /v1/rejected-rows": "list_rejected",
    "GET /v1/rejected-rows/{rejected_id}": "show_rejected",
    "GET /v1/rejected-rows/workbook": "export_rejected",
    "POST /v1/rejected-rows/replays": "replay_rejected",
    "POST /v1/rejected-rows/discards": "discard_rejected",
    "POST /v1/holds": "hold",
    "POST /v1/releases": "release",
    "GET /v1/investigations": "list_investigations",
    "POST /v1/investigations": "open_investigation",
    "GET /v1/investigations/{investigation_id}": "investigation",
    "POST /v1/investigations/{investigation_id}/entries": "add_entry",
    "GET /v1/jobs": "list_jobs",
    "GET /v1/jobs/{job_id}": "show_job",
    "DELETE /v1/jobs/{job_id}": "cancel_job",
}
_UNSAID = "Successful Response"


def operation_id(route: APIRoute) -> str:
    """The name of a route in the schema: it stays while paths and functions may change."""
    (method,) = route.methods or ("GET",)
    return _NAMES.get(f"{method} {route.path}", route.name)


def with_words(openapi: dict[str, Any]) -> dict[str, Any]:
    """The document with its own words wherever FastAPI puts some of its own."""
    schemas = openapi["components"]["schemas"]
    for methods in openapi["paths"].values():
        for operation in methods.values():
            name = operation["operationId"]
            operation["summary"] = name.replace("_", " ").capitalize()
            form = schemas.get(f"Body_{name}", {})
            form.setdefault("description", f"The form of `{name}`.")
            for answer in operation["responses"].values():
                if answer["description"] == _UNSAID:
                    answer["description"] = _about(answer, schemas)
    return openapi


def _about(answer: dict[str, Any], schemas: dict[str, Any]) -> str:
    """What the schema of an answer says that it is."""
    for content in answer.get("content", {}).values():
        if name := content.get("schema", {}).get("$ref", "").rpartition("/")[2]:
            return str(schemas[name]["description"]).partition("\n\n")[0]
    return "Done."
