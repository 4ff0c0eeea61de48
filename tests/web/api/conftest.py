"""A program at a service that a whole module shares, for calls that leave nothing behind."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from tests.support.people import ApiClient, create_api_client, ensure_account


@pytest.fixture(scope="module")
def shared(shared_app: FastAPI) -> ApiClient:
    """Ada's program, to read and write."""
    return create_api_client(shared_app, ensure_account(shared_app, "Ada", "Europe/Stockholm"), "write")
