"""Who asks: every kind of person and program there can be, and what each may see and do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.authz.table import Row

PILLARS = frozenset({"sleep", "diet", "training", "stress"})
Waits = Literal["", "pending", "active", "ended"]


@dataclass(frozen=True)
class Actor:
    """Somebody or something that sends requests; `who` is a key of the world's people.

    `works` is whether the credentials do. `grant` is how far this person's sharing with `client` has come, `opens` what
    it shows, `steps` whether the session passed a second step lately, `leaving` whether the account is marked to go.
    """

    name: str
    who: str = ""
    by: Literal["nothing", "session", "read", "write", "export"] = "session"
    works: bool = True
    steps: bool = True
    leaving: bool = False
    grant: Waits = ""
    opens: frozenset[str] = frozenset()
    client: str = "ada"

    def __str__(self) -> str:
        return self.name

    @property
    def comes_in(self) -> bool:
        """Return whether the pages of a coach let this one in."""
        return self.works and self.steps and not self.leaving

    @property
    def by_token(self) -> bool:
        return self.by in {"read", "write", "export"}


def _coach(name: str, who: str, grant: Waits, opens: frozenset[str] = frozenset(), **more: bool) -> Actor:
    return Actor(name, who, grant=grant, opens=opens, **more)  # type: ignore[arg-type]  # flags alone


COACHES = [
    _coach("a coach without a grant", "none", ""),
    _coach("a coach whose grant waits", "pending", "pending"),
    *(_coach(f"a coach who is shown {one}", one, "active", frozenset({one})) for one in sorted(PILLARS)),
    _coach("a coach who is shown everything", "all", "active", PILLARS),
    _coach("a coach whose grant expired", "expired", "ended"),
    _coach("a coach whose grant was revoked", "revoked", "ended"),
    Actor("a coach of another client", "elsewhere", grant="active", opens=PILLARS, client="bea"),
    _coach("a coach before the second step", "unstepped", "active", PILLARS, steps=False),
    _coach("a coach long after the second step", "stale", "active", PILLARS, steps=False),
    _coach("a coach whose account is disabled", "disabled", "active", PILLARS, works=False),
    _coach("a coach who is leaving", "leaving", "active", PILLARS, leaving=True),
    _coach("a coach whose account is deleted", "deleted", "ended", works=False),
]
PROGRAMS = [
    Actor("a program to read", "ada", "read"),
    Actor("a program to write", "ada", "write"),
    Actor("a program to export", "ada", "export"),
    Actor("a program whose token expired", "expired token", "write", works=False),
    Actor("a program whose token was revoked", "revoked token", "write", works=False),
    Actor("a program of another person", "bea", "write"),
    Actor("a program of a coach who is shown everything", "all", "write", grant="active", opens=PILLARS),
    Actor("a program of a coach to export", "all", "export", grant="active", opens=PILLARS),
    Actor("a program of a disabled person", "disabled", "write", works=False),
    Actor("a program of a deleted person", "deleted", "write", works=False),
]
ACTORS = [
    Actor("nobody", by="nothing", works=False),
    Actor("the owner", "ada"),
    Actor("another person", "bea"),
    *COACHES,
    *PROGRAMS,
]
ASKED_WHERE_SLOW = {"the owner", "a coach who is shown everything", "a coach who is leaving"}
"""Of those a slow row serves, who is asked: each takes what two dozen others take together."""


def let_in(row: Row, actor: Actor) -> int:
    """Return 0 where an actor is let in at the door of a row, otherwise the status of the refusal."""
    if row.door == "anybody":
        return 0
    if row.door in {"read", "write", "export"}:
        scopes = {
            "read": {"read"},
            "write": {"read", "write"},
            "export": {"export"},
            "session": set(),
            "nothing": set(),
        }
        if not (actor.works and actor.by_token):
            return 401
        return 0 if row.door in scopes[actor.by] else 403
    if actor.by != "session" or not actor.works:
        return 303 if row.is_safe else 401
    if row.door == "leaving":
        return 0 if actor.leaving or row.is_safe else 404
    if actor.leaving and not row.leavers:
        return 303 if row.is_safe else 403
    if row.door == "coach" and not actor.steps:
        return 303 if row.is_safe else 403
    return 0


def serves(kind: str, actor: Actor, owner: str) -> bool:
    """Whether an object of `owner` is there for an actor who was let in."""
    match kind:
        case "":
            return True
        case "shown":
            return actor.who == owner and actor.grant == "active"
        case "held":
            return actor.who == owner and actor.grant in {"pending", "active"}
        case "code":
            return actor.who != owner
    return actor.who == owner
