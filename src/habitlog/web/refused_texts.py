"""What stays of a refused text that speaks of danger: that the urgent card is open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request

from habitlog.accounts.person import Person
from habitlog.errors import ClinicianTopic
from habitlog.guard import UrgentKind
from habitlog.usecases.urgent_cards import open_urgent_card
from habitlog.web.context import get_context


@contextmanager
def open_urgent_card_on_refusal(request: Request, person: Person) -> Iterator[None]:
    """Open the urgent card of today where a text about danger is refused; the transaction of the text is over then."""
    try:
        yield
    except ClinicianTopic as topic:
        open_card_of_refusal(request, person, topic)
        raise


def open_card_of_refusal(request: Request, person: Person, topic: ClinicianTopic) -> None:
    """Open the urgent card of today for a refused text, if it speaks of danger."""
    if topic.urgent_kind is not None:
        app_context = get_context(request)
        now = app_context.now()
        with app_context.database.begin_write() as transaction:
            open_urgent_card(transaction, person, UrgentKind(topic.urgent_kind), person.local_today(now), now)
