"""The demonstration: a throw-away database with Mara Lindqvist's year, a coach she shares with, and a second client."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from habitlog import starting
from habitlog.db import Database, Writing
from habitlog.demo import diary, second, shared
from habitlog.demo.calendar import HOME
from habitlog.interop.parsed import Draft, Parsed
from habitlog.people import secrets
from habitlog.people.model import Person
from habitlog.pillars import PILLARS
from habitlog.settings import Settings
from habitlog.usecases import accounts, days, importing, learning
from habitlog.web.pages.sessions import DEMO_ADDRESS, DEMO_COACH

MARA = {"email": DEMO_ADDRESS, "name": "Mara Lindqvist", "zone": HOME}
TOVE = {"email": second.ADDRESS, "name": second.NAME, "zone": second.ZONE}
COACH = {"email": DEMO_COACH, "name": shared.COACH, "zone": HOME}
KEPT = ("sleep", "diet", "stress")
WORDS = "habitlog demo is on {address}, a button signs you in. Ctrl-C ends it and removes its data."


def run(port: int, now: datetime) -> None:
    """Serve the demonstration until it is stopped, then remove its data; port 0 finds a free one.

    Raises `StartRefused` when the port cannot be listened on.
    """
    with _stopped_cleanly(), tempfile.TemporaryDirectory(prefix="habitlog-demo-") as folder:
        place = Path(folder)
        url = f"sqlite:///{place / 'habitlog.sqlite3'}"
        settings = Settings(database_url=url, data_dir=place, port=port, sign_up="closed", demo=True)
        listening = starting.listen(settings)
        starting.bring_up(settings, now)
        database = Database(url)
        build(database, now)
        database.close()
        starting.serve_on(listening, settings, WORDS)


def build(database: Database, now: datetime) -> None:
    """Make Mara and the year of days up to `now` in a migrated database, her coach, and Tove, who shares twelve weeks.

    What they logged is the same for the same `now`.
    """
    account = accounts.new_account({**MARA, "password": secrets.new_secret()}, now)
    with database.write() as unit:
        mara, tove, coach = (_add(unit, account | raw) for raw in (MARA, TOVE, COACH))
        _fill(unit, mara, now)
        _bring(unit, tove, list(second.drafts(tove.today(now))), now)
        for pillar, day, mark in second.marks(tove.today(now)):
            days.mark(unit, tove, PILLARS[pillar], day, mark, now)
        _keep_snippets(unit, mara, now)
    shared.share(database, mara, tove, coach, now)


def _add(unit: Writing, account: dict[str, Any]) -> Person:
    """Add a person; all have one password, which nobody knows, since hashing takes longer than their days."""
    accounts.add(unit, account)
    return accounts.by_email(unit, account["email"])


def _fill(unit: Writing, mara: Person, now: datetime) -> None:
    today = mara.today(now)
    drafts = list(diary.drafts(today, now))
    _bring(unit, mara, drafts, now)
    logged = {(draft.pillar, _day_of(draft.fields)) for draft in drafts if draft.fields["kind"] != "level"}
    for pillar, day, mark in diary.marks(today, logged):
        days.mark(unit, mara, PILLARS[pillar], day, mark, now)


def _bring(unit: Writing, person: Person, drafts: list[Draft], now: datetime) -> None:
    importing.bring(unit, person, Parsed("demo", len(drafts), 0, drafts, [], {}), now)


def _day_of(fields: dict[str, Any]) -> str:
    return str(fields.get("day") or fields.get("out_at") or fields["end_at"])[:10]


def _keep_snippets(unit: Writing, mara: Person, now: datetime) -> None:
    library = learning.load_library()
    for pillar in KEPT:
        first = next(snippet for snippet in library.all if snippet.pillar == pillar)
        learning.choose_for(unit, library, mara, first.id, "saved", now)


@contextmanager
def _stopped_cleanly() -> Iterator[None]:
    """Let a request to stop end the program in order, so that what it made is removed."""
    handlers: dict[signal.Signals, Callable[[int, FrameType | None], None]] = {
        signal.SIGINT: _stop,
        signal.SIGTERM: _stop,
    }
    if hasattr(signal, "SIGHUP"):
        handlers[signal.SIGHUP] = _pass_on
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _pass_on(_number: int, _frame: FrameType | None) -> None:
    """Treat a closed terminal as a wish to stop: the running server listens for that one."""
    signal.raise_signal(signal.SIGTERM)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
