"""What a client's own coach is shown, for the client: the same reading under the same predicate, without a look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from habitlog.db import Reading
from habitlog.people.model import Person
from habitlog.sharing.consent import State
from habitlog.usecases import accounts, clients, coaching, granting
from habitlog.usecases.clients import Listed
from habitlog.usecases.coaching import Client
from habitlog.usecases.grants import Shared
from habitlog.usecases.looking import opened


@dataclass(frozen=True, slots=True)
class Preview:
    """What one coach is shown of one client: in the list of clients, and on the client's page."""

    grant: Shared
    coach: Person
    listed: Listed
    closely: Client


def preview(unit: Reading, client: Person, grant_id: str, weeks: int, now: datetime) -> Preview:
    """Return what an active grant of this client shows its coach now, the last `weeks` finished weeks closely.

    It is the client's own look at their own log and is not written. Raises `NotFound` for a grant that is not theirs
    or shows its coach nothing: one that waits or has ended, or whose coach cannot sign in.
    """
    grant = granting.find(unit, client, grant_id, now)
    if grant.state is not State.active or grant.coach_email is None:
        raise granting.refusal("a grant that shows nothing")
    coach = accounts.by_email(unit, grant.coach_email)
    in_list, on_page = (opened(unit, coach, many, now, grant_id) for many in (clients.WEEKS, weeks))
    if not on_page:
        raise granting.refusal("nothing is open to this coach")
    (listed,) = clients.listed(unit, coach, in_list, now)
    return Preview(grant, coach, listed, coaching.client(unit, coach, on_page[0], now))
