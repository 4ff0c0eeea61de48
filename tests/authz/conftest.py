"""One world for every test of a module that reads it: it comes back to what it was after each request that wrote."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from tests.authz.checker import AccessChecker
from tests.authz.world import build_world


@pytest.fixture(scope="module")
def judge(shared_app: FastAPI) -> Iterator[AccessChecker]:
    """A service with everybody in it, and who judges its answers."""
    with start_blocking_portal() as portal:
        world = build_world(shared_app, portal)
        yield AccessChecker(world)
        world.snapshot.close()
