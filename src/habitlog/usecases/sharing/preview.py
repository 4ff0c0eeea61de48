"""What a client's own coach is shown, for the client: the same reading under the same predicate, without a look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.sharing.consent import GrantState
from habitlog.usecases.identity import accounts
from habitlog.usecases.sharing import client_list, client_summary, grants
from habitlog.usecases.sharing.access_log import list_shared_views
from habitlog.usecases.sharing.client_list import ClientListItem
from habitlog.usecases.sharing.client_summary import ClientSummary
from habitlog.usecases.sharing.grants import GrantView


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
    grant = grants.find_grant(transaction, client, grant_id, now)
    if grant.state is not GrantState.active or grant.coach_email is None:
        raise grants.build_not_found("a grant that shows nothing")
    coach = accounts.find_person_by_email(transaction, grant.coach_email)
    in_list, on_page = (
        list_shared_views(transaction, coach, many, now, grant_id) for many in (client_list.WEEKS, weeks)
    )
    if not on_page:
        raise grants.build_not_found("nothing is open to this coach")
    (listed,) = client_list.summarize_clients(transaction, coach, in_list, now)
    return CoachPreview(grant, coach, listed, client_summary.summarize_client(transaction, coach, on_page[0], now))
