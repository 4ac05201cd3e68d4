"""Figures for Prometheus: by the template of a route, never by what was asked."""

from __future__ import annotations

import os

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
_SIZES = (1, 10, 100, 1_000, 10_000, 100_000)
_OF_ALL_WORKERS = "PROMETHEUS_MULTIPROC_DIR"


class Metrics:
    """The figures of this process; with several workers, those of all of them are told."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self._registry = registry
        self.requests = Counter(
            "genealogy_requests_total",
            "Requests that were answered.",
            ("method", "route", "status"),
            registry=registry,
        )
        self.seconds = Histogram(
            "genealogy_request_seconds",
            "Seconds from a request to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self.going_on = Gauge(
            "genealogy_requests_going_on",
            "Requests that are being answered.",
            multiprocess_mode="livesum",
            registry=registry,
        )
        self.query_seconds = Histogram(
            "genealogy_query_seconds",
            "Seconds that the graph took for the statements of one answer.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self.statements = Counter(
            "genealogy_statements_total",
            "Statements that the graph was asked.",
            ("route",),
            registry=registry,
        )
        self.scope_batches = Histogram(
            "genealogy_scope_batches",
            "Batches of an answer's scope.",
            ("route",),
            buckets=_SIZES,
            registry=registry,
        )
        self.unchanged = Counter(
            "genealogy_answers_unchanged_total",
            "Answers that the caller had already (304).",
            ("route",),
            registry=registry,
        )
        self.loads = Counter(
            "genealogy_loads_total", "Files that were loaded.", ("status",), registry=registry
        )
        self.rows = Counter("genealogy_rows_total", "Rows that were read.", registry=registry)
        self.rejected = Counter(
            "genealogy_rejected_rows_total", "Rows that were rejected.", registry=registry
        )
        self.refused = Counter(
            "genealogy_callers_refused_total",
            "Requests of callers who were not let in, or not that far.",
            ("why",),
            registry=registry,
        )

    def text(self) -> tuple[bytes, str]:
        """All figures as Prometheus reads them, and the media type of that."""
        registry = self._registry
        if _OF_ALL_WORKERS in os.environ:
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry), CONTENT_TYPE_LATEST
