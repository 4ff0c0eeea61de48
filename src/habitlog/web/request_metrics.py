"""Counts and durations of requests for Prometheus, by the route and never by what its address names."""

from __future__ import annotations

import os
import time
from pathlib import Path
from secrets import compare_digest

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from habitlog.errors import NotFound
from habitlog.processes import is_process_running
from habitlog.web.context import get_context

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Where several processes write what they count, so that each can answer for all of them."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Bounds of the histogram in seconds."""

router = APIRouter(include_in_schema=False)


class RequestMetrics:
    """What is measured of the requests to one app."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        names = ("method", "route", "status")
        self.requests = Counter("habitlog_requests", "Requests answered.", names, registry=self.registry)
        self.seconds = Histogram(
            "habitlog_request_seconds",
            "Time until a request was answered.",
            ("route",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.running = Gauge(
            "habitlog_requests_running", "Requests at this moment.", registry=self.registry, multiprocess_mode="livesum"
        )


class RequestMetricsMiddleware:
    """ASGI middleware that counts each request once it is answered."""

    def __init__(self, app: ASGIApp, metrics: RequestMetrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with self.metrics.running.track_inprogress():
            try:
                await self.app(scope, receive, send_noted)
            finally:
                route = getattr(scope.get("route"), "path", None) or "none"
                method = scope["method"] if scope["method"] in METHODS else "other"
                self.metrics.requests.labels(method, route, str(status)).inc()
                self.metrics.seconds.labels(route).observe(time.perf_counter() - began)


@router.get("/metrics")
async def show_metrics(request: Request) -> Response:
    """Return what was measured since the start, in the format of Prometheus; raises `NotFound` without the token."""
    token = get_context(request).config.metrics_token
    if not compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {token}".encode()):
        raise NotFound
    metrics: RequestMetrics = request.app.state.request_metrics
    return Response(generate_latest(_find_registry(metrics)), media_type=CONTENT_TYPE_LATEST)


def _find_registry(metrics: RequestMetrics) -> CollectorRegistry:
    """Return what to collect from: the files of all processes where there are several."""
    folder = os.environ.get(FOLDER_VARIABLE)
    if not folder:
        return metrics.registry
    for path in Path(folder).glob("gauge_live*.db"):
        process_id = int(path.stem.rpartition("_")[2])
        if not is_process_running(process_id):
            mark_process_dead(process_id, folder)  # type: ignore[no-untyped-call]  # of the library
    registry = CollectorRegistry()
    MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]  # of the library
    return registry
