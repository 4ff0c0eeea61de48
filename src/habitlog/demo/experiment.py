"""The experiment of the demo's main account: twelve weeks that ended a fortnight ago, drawn from a fixed seed."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from habitlog.accounts.person import Person
from habitlog.db import WriteTransaction
from habitlog.storage.experiments import Said, insert_experiment, set_said_days

WEEKS = 12
ENDED_DAYS_AGO = 14
EXPERIMENT_ID = "3b7c0b5e-4f4e-4c58-9d6e-6a1f0c2d9e01"
SEED = hashlib.sha256(b"demo").hexdigest()
DAY = timedelta(days=1)


def add_experiment(transaction: WriteTransaction, mara: Person, now: datetime) -> None:
    """Store the experiment, and what was said of its days."""
    first_day = mara.local_today(now) - timedelta(days=ENDED_DAYS_AGO + 7 * WEEKS)
    row = {
        "person_id": mara.id,
        "id": EXPERIMENT_ID,
        "arm_a": "phone outside the bedroom",
        "arm_b": "as usual",
        "metric": "sleep.duration",
        "lag_days": 1,
        "first_day": first_day,
        "weeks": WEEKS,
        "seed": SEED,
        "planned_at": now - timedelta(days=ENDED_DAYS_AGO + 7 * WEEKS + 1),
        "stopped_on": None,
    }
    insert_experiment(transaction, row)
    days = (first_day + number * DAY for number in range(7 * WEEKS))
    set_said_days(transaction, mara.id, EXPERIMENT_ID, ((day, said) for day in days if (said := _choose_said(day))))


def _choose_said(day: date) -> Said | None:
    """Return what is said of a day: mostly as drawn, and nothing of one in seven."""
    number = day.toordinal() * 5 % 21
    if number % 7 == 3:
        return None
    return "other" if number == 8 else "neither" if number == 13 else "as_drawn"
