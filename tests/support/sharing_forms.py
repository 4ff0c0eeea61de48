"""Where a form of sharing would change something: what has to be there, and what the form has to say."""

from __future__ import annotations

from uuid import uuid4

from fastapi import FastAPI
from tests.support.clock import NOW
from tests.support.coaches import pass_two_factor
from tests.support.html import Pairs
from tests.support.people import ensure_account
from tests.support.sharing import SharingPair

from habitlog.usecases.sharing import invitations

ZONE = "Europe/Stockholm"
SCOPE = {"pillar": "sleep", "history_from": "2026-03-12", "until": "2026-06-10"}


def prepare_sharing_form(app: FastAPI, path: str) -> tuple[str, Pairs]:
    """Make what a form of Ada's at `path` is about; return its id, and the fields it takes beside those of others.

    At the pages of a coach she is one, elsewhere the client. The other person is a new one at each call.
    """
    if not path.startswith(("/sharing", "/coach")):
        return "", []
    ada, database = ensure_account(app, "Ada", ZONE), app.state.context.database
    other = ensure_account(app, uuid4().hex, ZONE)
    if path.startswith("/coach"):
        pass_two_factor(app, ada)
        two = SharingPair(database, other, ada)
        if path in {"/coach/code", "/coach/accept"}:
            return "", [("code", two.create_code(NOW))]
        return two.create_active_grant(NOW), []
    return _of_the_client(SharingPair(database, ada, other), path)


def _of_the_client(two: SharingPair, path: str) -> tuple[str, Pairs]:
    if path.endswith("/withdraw"):
        two.create_code(NOW)
        with two.database.begin_read() as transaction:
            return invitations.list_open_invitations(transaction, two.client, NOW)[0].id, []
    if path.endswith(("/confirm", "/decline")):
        return two.create_pending_grant(NOW), [("version", "1"), ("text", "1")]
    if path.startswith("/sharing/grants/"):
        changed = [*SCOPE.items(), ("version", "2")] if path.endswith("}") else []
        return two.create_active_grant(NOW, pillars=["sleep", "diet"]), changed
    return "", [*SCOPE.items(), ("label", "Ada")] if path.endswith("/new") else []
