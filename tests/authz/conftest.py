"""One world for every test of a module that reads it: it comes back to what it was after each request that wrote."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from tests.authz.judging import Judge
from tests.authz.world import build


@pytest.fixture(scope="module")
def judge(shared_app: FastAPI) -> Iterator[Judge]:
    """A service with everybody in it, and who judges its answers."""
    with asyncio.Runner() as runner:
        world = build(shared_app, runner)
        yield Judge(world)
        world.kept.close()
