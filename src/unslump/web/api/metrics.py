"""Metrics for whoever watches over servers, in the form Prometheus reads: /metrics.

    unslump_requests_total{route, method, status}     requests answered
    unslump_request_seconds{route}                    how long they took
    unslump_questions{state}                          questions waiting and running
    unslump_worker_alive                              1: the worker's process runs; absent: nobody knows

They are told to this machine, and to who has a bearer token.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from unslump.records.queue import queue_now
from unslump.web.api.entering import holder_of
from unslump.web.house import House
from unslump.web.safety.guard import is_loopback

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Measured", "Meters", "router"]

router = APIRouter()
_METHODS = {"GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"}
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Meters(Collector):
    """The meters of one application."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "unslump_requests", "Requests answered.", ("route", "method", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "unslump_request_seconds", "How long they took.", ("route",), buckets=_BUCKETS,
            registry=self.registry,
        )  # fmt: skip
        self.registry.register(self)

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing beforehand: what is told is looked up when it is asked for."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The queue and the worker as they stand."""
        with self.house.workspace.records.reading() as connection:
            queue = queue_now(connection)
        questions = GaugeMetricFamily("unslump_questions", "Questions that take long.", labels=["state"])
        questions.add_metric(["waiting"], queue.waiting)
        questions.add_metric(["running"], queue.running)
        yield questions
        alive = self.house.worker_alive()
        if alive is not None:
            yield GaugeMetricFamily("unslump_worker_alive", "Whether the worker runs.", value=float(alive))


class Measured:
    """ASGI middleware that counts and times requests by their route, never by their address."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self.app, self.meters = app, meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = "500"

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        begun = time.perf_counter()
        try:
            await self.app(scope, receive, sending)
        finally:
            route = _route_of(scope)
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self.meters.requests.labels(route, method, status).inc()
            self.meters.seconds.labels(route).observe(time.perf_counter() - begun)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """The meters, for this machine or with a bearer token."""
    house: House = request.app.state.house
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    known = scheme.lower() == "bearer" and holder_of(house, token.strip()) is not None
    if not known and not _is_here(request):
        return Response("Send a bearer token.\n", 401, {"WWW-Authenticate": "Bearer"}, "text/plain")
    meters: Meters = request.app.state.meters
    return Response(generate_latest(meters.registry), media_type=CONTENT_TYPE_LATEST)


def _is_here(request: Request) -> bool:
    """Whether it comes from this machine itself, not through a proxy on it."""
    proxied = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "via"))
    return request.client is not None and is_loopback(request.client.host) and not proxied


def _route_of(scope: Scope) -> str:
    path = getattr(scope.get("route"), "path", None)
    return "none" if path is None else f"{scope.get('root_path', '')}{path}"
