"""A service with everybody in it who asks, their sessions and tokens, what belongs to each, and what none may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from anyio.from_thread import BlockingPortal
from fastapi import FastAPI
from sqlalchemy import insert, select, update
from tests.authz import diary
from tests.authz.actors import ACTORS, COACHES, PILLARS, Actor
from tests.authz.asking import Asking
from tests.authz.keeping import Kept
from tests.conftest import NOW
from tests.support.people import account
from tests.support.sharing import Two

from habitlog.accounts import two_factor
from habitlog.accounts.person import Person, api_token_table, person_table
from habitlog.accounts.two_factor import two_factor_table
from habitlog.db import Database, WriteTransaction
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.identity import accounts, tokens
from habitlog.usecases.sharing import invitations
from habitlog.usecases.sharing.grant_expiry import expire_grants

CLIENTS = ("ada", "bea", "dora")
"""Ada shares with all coaches but one, Bea with that one, and Dora has a code that nobody took."""
BEGAN, HALF_A_DAY = NOW - timedelta(days=60), timedelta(hours=13)
UNTIL = str((NOW + timedelta(days=60)).date())
WAITER = Actor("somebody whose grant Bea has not confirmed", "waiter", grant="pending", client="bea")


@dataclass
class World:
    """Everything by the key of a person: ids, sessions, tokens by scope, objects by kind, what their app shows now."""

    ask: Asking
    kept: Kept
    key: bytes
    people: dict[str, int] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    objects: dict[str, dict[str, str]] = field(default_factory=dict)
    sixes: dict[str, str] = field(default_factory=dict)
    snippet: str = ""


def build(app: FastAPI, portal: BlockingPortal) -> World:
    """Put everybody into an empty service."""
    house = app.state.context
    database: Database = house.database
    made = World(Asking(app, portal), None, house.config.load_secret_key())  # type: ignore[arg-type]  # kept once all are in
    found = {
        key: account(app, name(key), "Europe/Stockholm") for key in (*CLIENTS, *(one.who for one in (*COACHES, WAITER)))
    }
    made.people = {key: one.id for key, one in found.items()}
    made.snippet = house.library.snippets[0].id
    for key in ("ada", "bea"):
        made.objects[key] = diary.keep(database, key, found[key])
    for at, coach in enumerate((*COACHES, WAITER)):
        made.objects[coach.who] = _share(database, found, coach, at)
    with database.begin_write() as transaction:
        for key in CLIENTS:
            _offer(transaction, made, key, found[key])
        for key, one in found.items():
            _sign_in(transaction, made, key, one)
            expire_grants(transaction, one, NOW)
        _tokens(transaction, made, found)
        deletion.disable_account(transaction, found["disabled"], NOW)
        # As if disabling had forgotten session and token: it is the account that is asked.
        transaction.execute(
            update(api_token_table).where(api_token_table.c.person_id == found["disabled"].id).values(revoked_at=None)
        )
        made.sessions["disabled"] = accounts.create_session(transaction, found["disabled"].id, NOW, NOW)
        deletion.delete_account(transaction, found["deleted"], NOW)
        # As if a grant had been confirmed while the account was marked: it is the mark that is asked.
        transaction.execute(update(person_table).where(person_table.c.id == found["leaving"].id).values(leaving_at=NOW))
    made.objects["ada"] |= {"grant": made.objects["all"]["shown"], "pending": made.objects["pending"]["held"]}
    made.objects["bea"] |= {"grant": made.objects["elsewhere"]["shown"], "pending": made.objects["waiter"]["held"]}
    made.kept = Kept(database.url.render_as_string(hide_password=False))
    return made


def name(key: str) -> str:
    """Return a person's name, which is nowhere else."""
    return f"{'Quill' if key in CLIENTS else 'Mentor'}{key}"


def label(key: str) -> str:
    """Return how a client is called towards one coach alone."""
    return f"Labelled{key}"


def _share(database: Database, found: Mapping[str, Person], coach: Actor, at: int) -> dict[str, str]:
    """Bring the sharing with one coach to where the matrix wants it; return the grant they would look by."""
    if not coach.grant:
        return {}
    two, then = Two(database, found[coach.client], found[coach.who]), BEGAN + timedelta(days=at)
    asked: dict[str, Any] = {"history_from": diary.OPENS_FROM, "until": UNTIL, "label": label(coach.who)}
    asked["pillars"] = sorted(coach.opens or PILLARS)
    if coach.who == "expired":
        asked["until"] = str((then + timedelta(days=20)).date())
    if coach.grant == "pending":
        return {"held": two.pending(then, **asked)}
    grant = two.active(then, **asked)
    if coach.who == "revoked":
        two.revoke(grant, then + timedelta(days=1))
    return {"shown": grant, "held": grant}


def _offer(transaction: WriteTransaction, made: World, key: str, client: Person) -> None:
    offered = invitations.create_invitation(transaction, client, {"pillars": ["sleep"], "label": label(key)}, NOW)
    made.objects.setdefault(key, {}).update(invitation=offered.invitation.id, code=offered.code)


def _sign_in(transaction: WriteTransaction, made: World, key: str, one: Person) -> None:
    salt = two_factor.make_two_factor_salt()
    made.sixes[key] = two_factor.compute_totp_code(
        two_factor.derive_totp_secret(made.key, salt), two_factor.compute_time_step(NOW)
    )
    row = {"person_id": one.id, "salt": salt, "begun_at": BEGAN, "confirmed_at": BEGAN, "last_step": 0}
    transaction.execute(insert(two_factor_table), row)
    passed = {"unstepped": None, "stale": NOW - HALF_A_DAY}.get(key, NOW)
    made.sessions[key] = accounts.create_session(transaction, one.id, NOW, passed)


def _tokens(transaction: WriteTransaction, made: World, found: Mapping[str, Person]) -> None:
    for actor in (one for one in ACTORS if one.by_token):
        who = found.get(actor.who, found["ada"])
        raw = {
            "name": f"token{actor.who.split()[0]}",
            "scope": actor.by,
            "days": 1 if actor.who == "expired token" else 365,
        }
        fresh = tokens.create_token(transaction, who, raw, NOW - timedelta(days=2))
        tokens.record_token_use(transaction, fresh, NOW)
        made.tokens[actor.who, actor.by] = fresh
        latest = (
            select(api_token_table.c.id)
            .where(api_token_table.c.person_id == who.id)
            .order_by(api_token_table.c.expires_at.desc())
            .limit(1)
        )
        if actor.who == "revoked token":
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
