"""What a coach is shown of a client, for the client: read by the same queries, and not logged."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.sharing.consent import GrantState
from habitlog.usecases.identity import accounts
from habitlog.usecases.sharing import client_list, client_summary, grants
from habitlog.usecases.sharing.access_log import list_shared_views
from habitlog.usecases.sharing.client_list import ClientListItem
from habitlog.usecases.sharing.client_summary import ClientSummary
from habitlog.usecases.sharing.grants import GrantView


class CoachPreview(Struct, frozen=True):
    """What one coach is shown of one client: in the list of clients, and on the client's page."""

    grant: GrantView
    coach: Person
    list_item: ClientListItem
    summary: ClientSummary


def load_coach_preview(
    transaction: ReadTransaction, client: Person, grant_id: str, weeks: int, now: datetime
) -> CoachPreview:
    """Return what an active grant of this client shows its coach now; the summary covers the last `weeks` weeks.

    Raises `NotFound` for a grant that is not theirs or shows its coach nothing: one that is pending or has ended, or
    whose coach cannot sign in.
    """
    grant = grants.find_grant(transaction, client, grant_id, now)
    if grant.state is not GrantState.active or grant.coach_email is None:
        raise grants.build_not_found("a grant that shows nothing")
    coach = accounts.find_person_by_email(transaction, grant.coach_email)
    list_views, page_views = (
        list_shared_views(transaction, coach, count, now, grant_id)
        for count in (client_list.WEEKS_READ, client_summary.count_weeks_read(weeks))
    )
    if not page_views:
        raise grants.build_not_found("nothing is open to this coach")
    (list_item,) = client_list.summarize_clients(transaction, coach, list_views, now)
    summary = client_summary.summarize_client(transaction, coach, page_views[0], weeks, now)
    return CoachPreview(grant, coach, list_item, summary)
