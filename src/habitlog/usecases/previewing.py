"""What a client's own coach is shown, for the client: the same reading under the same predicate, without a look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from habitlog.db import ReadTransaction
from habitlog.people.model import Person
from habitlog.sharing.consent import GrantState
from habitlog.usecases import accounts, clients, coaching, granting
from habitlog.usecases.clients import ClientListItem
from habitlog.usecases.coaching import ClientSummary
from habitlog.usecases.grants import GrantView
from habitlog.usecases.looking import list_shared_views


@dataclass(frozen=True, slots=True)
class CoachPreview:
    """What one coach is shown of one client: in the list of clients, and on the client's page."""

    grant: GrantView
    coach: Person
    list_item: ClientListItem
    summary: ClientSummary


def load_coach_preview(
    transaction: ReadTransaction, client: Person, grant_id: str, weeks: int, now: datetime
) -> CoachPreview:
    """Return what an active grant of this client shows its coach now, the last `weeks` finished weeks closely.

    It is the client's own look at their own log and is not written. Raises `NotFound` for a grant that is not theirs
    or shows its coach nothing: one that waits or has ended, or whose coach cannot sign in.
    """
    grant = granting.find_grant(transaction, client, grant_id, now)
    if grant.state is not GrantState.active or grant.coach_email is None:
        raise granting.build_not_found("a grant that shows nothing")
    coach = accounts.find_person_by_email(transaction, grant.coach_email)
    in_list, on_page = (list_shared_views(transaction, coach, many, now, grant_id) for many in (clients.WEEKS, weeks))
    if not on_page:
        raise granting.build_not_found("nothing is open to this coach")
    (listed,) = clients.summarize_clients(transaction, coach, in_list, now)
    return CoachPreview(grant, coach, listed, coaching.summarize_client(transaction, coach, on_page[0], now))
