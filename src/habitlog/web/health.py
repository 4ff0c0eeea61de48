"""Health checks. They need none of the threads and connections of other requests, so they answer while those wait."""

from __future__ import annotations

from anyio import CapacityLimiter, move_on_after, to_thread
from anyio.lowlevel import RunVar
from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse

from habitlog.errors import Busy
from habitlog.web.context import get_context

READY_TIMEOUT = 2.0
"""Seconds after which a database that has not answered is not ready."""

router = APIRouter(include_in_schema=False)
_limiters = RunVar[CapacityLimiter]("limiter of readiness checks")


@router.get("/healthz")
async def show_alive() -> PlainTextResponse:
    """Answer: the process runs."""
    return PlainTextResponse("alive\n")


@router.get("/readyz")
async def show_ready(request: Request) -> PlainTextResponse:
    """Answer when the database could be read over a connection of its own; raises `Busy`."""
    limiter = _limiters.get(None)
    if limiter is None:
        limiter = CapacityLimiter(1)
        _limiters.set(limiter)
    with move_on_after(READY_TIMEOUT):
        await to_thread.run_sync(
            get_context(request).database.check_connection, limiter=limiter, abandon_on_cancel=True
        )
        return PlainTextResponse("ready\n")
    raise Busy("database_unreachable")
