"""A service with everybody in it who asks, their sessions and tokens, what belongs to each, and what none may see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anyio.from_thread import BlockingPortal
from fastapi import FastAPI
from msgspec import Struct, field
from sqlalchemy import insert, select, update
from tests.authz import diaries
from tests.authz.actors import ACTORS, COACHES, PILLARS, Actor
from tests.authz.asgi_client import RequestSender
from tests.authz.row_snapshot import RowSnapshot
from tests.support.clock import NOW
from tests.support.people import ensure_account
from tests.support.sharing import SharingPair

from habitlog.accounts import two_factor
from habitlog.accounts.person import Person, api_token_table, person_table
from habitlog.accounts.two_factor import two_factor_table
from habitlog.db import Database, WriteTransaction
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.identity import accounts, login_sessions, tokens
from habitlog.usecases.sharing import invitations
from habitlog.usecases.sharing.grant_expiry import expire_grants

CLIENTS = ("ada", "bea", "dora")
"""Ada shares with all coaches but one, Bea with that one, and Dora has a code that nobody took."""
ENROLLED_AT, HALF_A_DAY = NOW - timedelta(days=60), timedelta(hours=13)
UNTIL = str((NOW + timedelta(days=60)).date())
PENDING_COACH = Actor("somebody whose grant Bea has not confirmed", "waiter", grant_stage="pending", client="bea")


class World(Struct):
    """Everything by the key of a person: ids, sessions, tokens by scope, objects by kind, what their app shows now."""

    send: RequestSender
    snapshot: RowSnapshot
    key: bytes
    people: dict[str, int] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    objects: dict[str, dict[str, str]] = field(default_factory=dict)
    app_codes: dict[str, str] = field(default_factory=dict)
    snippet: str = ""


def build_world(app: FastAPI, portal: BlockingPortal) -> World:
    """Put everybody into an empty service."""
    app_context = app.state.context
    database: Database = app_context.database
    made = World(RequestSender(app, portal), None, app_context.config.load_secret_key())  # type: ignore[arg-type]  # kept once all are in
    found = {
        key: ensure_account(app, name_for(key), "Europe/Stockholm")
        for key in (*CLIENTS, *(one.person_key for one in (*COACHES, PENDING_COACH)))
    }
    made.people = {key: one.id for key, one in found.items()}
    made.snippet = app_context.library.snippets[0].id
    for key in ("ada", "bea"):
        made.objects[key] = diaries.write_diary(database, key, found[key])
    for at, coach in enumerate((*COACHES, PENDING_COACH)):
        made.objects[coach.person_key] = _share_with_coach(database, found, coach, at)
    with database.begin_write() as transaction:
        for key in CLIENTS:
            _add_invitation(transaction, made, key, found[key])
        for key, one in found.items():
            _sign_in(transaction, made, key, one)
            expire_grants(transaction, one, NOW)
        for key in ("ada", "bea"):
            _add_session(transaction, made, key, found[key])
        _add_tokens(transaction, made, found)
        deletion.disable_account(transaction, found["disabled"], NOW)
        # As if disabling had forgotten session and token: it is the account that is asked.
        transaction.execute_uncounted(
            update(api_token_table).where(api_token_table.c.person_id == found["disabled"].id).values(revoked_at=None)
        )
        made.sessions["disabled"] = accounts.create_session(transaction, found["disabled"].id, NOW, NOW)
        deletion.delete_account(transaction, found["deleted"], NOW)
        # As if a grant had been confirmed while the account was marked: it is the mark that is asked.
        transaction.execute_uncounted(
            update(person_table).where(person_table.c.id == found["leaving"].id).values(deletion_requested_at=NOW)
        )
    made.objects["ada"] |= {"grant": made.objects["all"]["shown"], "pending": made.objects["pending"]["held"]}
    made.objects["bea"] |= {"grant": made.objects["elsewhere"]["shown"], "pending": made.objects["waiter"]["held"]}
    made.snapshot = RowSnapshot(database.url.render_as_string(hide_password=False))
    return made


def name_for(key: str) -> str:
    """Return a person's name, which is nowhere else."""
    return f"{'Quill' if key in CLIENTS else 'Mentor'}{key}"


def label_for(key: str) -> str:
    """Return how a client is called towards one coach alone."""
    return f"Labelled{key}"


def _share_with_coach(database: Database, found: Mapping[str, Person], coach: Actor, at: int) -> dict[str, str]:
    """Bring the sharing with one coach to where the matrix wants it; return the grant they would look by."""
    if not coach.grant_stage:
        return {}
    two, then = SharingPair(database, found[coach.client], found[coach.person_key]), ENROLLED_AT + timedelta(days=at)
    asked: dict[str, Any] = {"history_from": diaries.GRANT_START, "until": UNTIL, "label": label_for(coach.person_key)}
    asked["pillars"] = sorted(coach.visible_pillars or PILLARS)
    if coach.person_key == "expired":
        asked["until"] = str((then + timedelta(days=20)).date())
    if coach.grant_stage == "pending":
        return {"held": two.create_pending_grant(then, **asked)}
    grant = two.create_active_grant(then, **asked)
    if coach.person_key == "revoked":
        two.revoke(grant, then + timedelta(days=1))
    return {"shown": grant, "held": grant}


def _add_invitation(transaction: WriteTransaction, made: World, key: str, client: Person) -> None:
    offered = invitations.create_invitation(transaction, client, {"pillars": ["sleep"], "label": label_for(key)}, NOW)
    made.objects.setdefault(key, {}).update(invitation=offered.invitation.id, code=offered.code)


def _sign_in(transaction: WriteTransaction, made: World, key: str, one: Person) -> None:
    salt = two_factor.make_two_factor_salt()
    made.app_codes[key] = two_factor.compute_totp_code(
        two_factor.derive_totp_secret(made.key, salt), two_factor.compute_time_step(NOW)
    )
    row = {
        "person_id": one.id,
        "salt": salt,
        "enrolment_started_at": ENROLLED_AT,
        "confirmed_at": ENROLLED_AT,
        "last_time_step": 0,
    }
    transaction.execute(insert(two_factor_table), row)
    passed = {"unstepped": None, "stale": NOW - HALF_A_DAY}.get(key, NOW)
    made.sessions[key] = accounts.create_session(transaction, one.id, NOW, passed)


def _add_session(transaction: WriteTransaction, made: World, key: str, one: Person) -> None:
    """Sign somebody in a second time, on a device that sends nothing."""
    accounts.create_session(transaction, one.id, NOW, NOW)
    listed = login_sessions.list_sessions(transaction, one, made.sessions[key], NOW)
    made.objects[key]["session"] = next(session.id for session in listed if not session.is_current)


def _add_tokens(transaction: WriteTransaction, made: World, found: Mapping[str, Person]) -> None:
    for actor in (one for one in ACTORS if one.uses_token):
        who = found.get(actor.person_key, found["ada"])
        raw = {
            "name": f"token{actor.person_key.split()[0]}",
            "scope": actor.credential,
            "days": 1 if actor.person_key == "expired token" else 365,
        }
        fresh = tokens.create_token(transaction, who, raw, NOW - timedelta(days=2))
        tokens.record_token_use(transaction, fresh, NOW)
        made.tokens[actor.person_key, actor.credential] = fresh
        latest = (
            select(api_token_table.c.id)
            .where(api_token_table.c.person_id == who.id)
            .order_by(api_token_table.c.expires_at.desc())
            .limit(1)
        )
        if actor.person_key == "revoked token":
            tokens.revoke_token(
                transaction,
                who,
                str(transaction.fetch_value(latest.where(api_token_table.c.name == "tokenrevoked"))),
                NOW,
            )
    for key in ("ada", "bea"):
        own = select(api_token_table.c.id).where(
            api_token_table.c.person_id == found[key].id, api_token_table.c.scope == "write"
        )
        made.objects[key]["token"] = str(transaction.fetch_value(own.where(api_token_table.c.name == f"token{key}")))
