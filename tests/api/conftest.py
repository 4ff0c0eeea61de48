"""A program at a service that a whole module shares, for calls that leave nothing behind."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from tests.support.people import Program, account, with_token


@pytest.fixture(scope="module")
def shared(shared_app: FastAPI) -> Program:
    """Ada's program, to read and write."""
    return with_token(shared_app, account(shared_app, "Ada", "Europe/Stockholm"), "write")
