"""Who asks: every kind of person and program there can be, and what each may see and do."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from tests.authz.table import Row

PILLARS = frozenset({"sleep", "diet", "training", "stress"})
GrantStage = Literal["", "pending", "active", "ended"]


class Actor(Struct, frozen=True):
    """Somebody or something that sends requests; `who` is a key of the world's people.

    `works` is whether the credentials do. `grant` is how far this person's sharing with `client` has come, `opens` what
    it shows, `steps` whether the session passed a second step lately, `leaving` whether the account is marked to go.
    """

    name: str
    person_key: str = ""
    credential: Literal["nothing", "session", "read", "write", "export"] = "session"
    credential_valid: bool = True
    two_factor_passed: bool = True
    pending_deletion: bool = False
    grant_stage: GrantStage = ""
    visible_pillars: frozenset[str] = frozenset()
    client: str = "ada"

    def __str__(self) -> str:
        return self.name

    @property
    def may_open_coach_pages(self) -> bool:
        """Return whether the pages of a coach let this one in."""
        return self.credential_valid and self.two_factor_passed and not self.pending_deletion

    @property
    def uses_token(self) -> bool:
        return self.credential in {"read", "write", "export"}


def _coach(name: str, who: str, grant: GrantStage, opens: frozenset[str] = frozenset(), **more: bool) -> Actor:
    return Actor(name, who, grant_stage=grant, visible_pillars=opens, **more)  # type: ignore[arg-type]  # flags alone


COACHES = [
    _coach("a coach without a grant", "none", ""),
    _coach("a coach whose grant waits", "pending", "pending"),
    *(_coach(f"a coach who is shown {one}", one, "active", frozenset({one})) for one in sorted(PILLARS)),
    _coach("a coach who is shown everything", "all", "active", PILLARS),
    _coach("a coach whose grant expired", "expired", "ended"),
    _coach("a coach whose grant was revoked", "revoked", "ended"),
    Actor("a coach of another client", "elsewhere", grant_stage="active", visible_pillars=PILLARS, client="bea"),
    _coach("a coach before the second step", "unstepped", "active", PILLARS, two_factor_passed=False),
    _coach("a coach long after the second step", "stale", "active", PILLARS, two_factor_passed=False),
    _coach("a coach whose account is disabled", "disabled", "active", PILLARS, credential_valid=False),
    _coach("a coach who is leaving", "leaving", "active", PILLARS, pending_deletion=True),
    _coach("a coach whose account is deleted", "deleted", "ended", credential_valid=False),
]
PROGRAMS = [
    Actor("a program to read", "ada", "read"),
    Actor("a program to write", "ada", "write"),
    Actor("a program to export", "ada", "export"),
    Actor("a program whose token expired", "expired token", "write", credential_valid=False),
    Actor("a program whose token was revoked", "revoked token", "write", credential_valid=False),
    Actor("a program of another person", "bea", "write"),
    Actor(
        "a program of a coach who is shown everything", "all", "write", grant_stage="active", visible_pillars=PILLARS
    ),
    Actor("a program of a coach to export", "all", "export", grant_stage="active", visible_pillars=PILLARS),
    Actor("a program of a disabled person", "disabled", "write", credential_valid=False),
    Actor("a program of a deleted person", "deleted", "write", credential_valid=False),
]
ACTORS = [
    Actor("nobody", credential="nothing", credential_valid=False),
    Actor("the owner", "ada"),
    Actor("another person", "bea"),
    *COACHES,
    *PROGRAMS,
]
ACTORS_FOR_SLOW_ROWS = {"the owner", "a coach who is shown everything", "a coach who is leaving"}
"""Of those a slow row serves, who is asked: each takes what two dozen others take together."""


def entry_refusal_status(row: Row, actor: Actor) -> int:
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
        if not (actor.credential_valid and actor.uses_token):
            return 401
        return 0 if row.door in scopes[actor.credential] else 403
    if actor.credential != "session" or not actor.credential_valid:
        return 303 if row.is_safe else 401
    if row.door == "leaving":
        return 0 if actor.pending_deletion or row.is_safe else 404
    if actor.pending_deletion and not row.leavers:
        return 303 if row.is_safe else 403
    if row.door == "coach" and not actor.two_factor_passed:
        return 303 if row.is_safe else 403
    return 0


def owns_object(kind: str, actor: Actor, owner: str) -> bool:
    """Whether an object of `owner` is there for an actor who was let in."""
    match kind:
        case "":
            return True
        case "shown":
            return actor.person_key == owner and actor.grant_stage == "active"
        case "held":
            return actor.person_key == owner and actor.grant_stage in {"pending", "active"}
        case "code":
            return actor.person_key != owner
    return actor.person_key == owner
