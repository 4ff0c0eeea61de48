"""The demonstration: a temporary database with a year of Mara Lindqvist, her coach, and a second client."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from habitlog import server
from habitlog.accounts import credentials
from habitlog.accounts.person import Person
from habitlog.config import Config
from habitlog.db import Database, WriteTransaction
from habitlog.demo import experiment, main_account, second_account, sharing
from habitlog.demo.calendar import HOME_ZONE
from habitlog.importers.base import EntryDraft, ParsedFile
from habitlog.pillars import PILLARS
from habitlog.usecases import education
from habitlog.usecases.entries import days
from habitlog.usecases.files import imports
from habitlog.usecases.identity import accounts
from habitlog.web.pages.sessions import DEMO_COACH_EMAIL, DEMO_PERSON_EMAIL

MAIN_ACCOUNT = {"email": DEMO_PERSON_EMAIL, "name": "Mara Lindqvist", "zone": HOME_ZONE}
SECOND_ACCOUNT = {
    "email": second_account.SECOND_ADDRESS,
    "name": second_account.SECOND_NAME,
    "zone": second_account.SECOND_ZONE,
}
COACH_ACCOUNT = {"email": DEMO_COACH_EMAIL, "name": sharing.COACH_NAME, "zone": HOME_ZONE}
PILLARS_WITH_SAVED_SNIPPET = ("sleep", "diet", "stress")
START_MESSAGE = "habitlog demo is on {address}, a button signs you in. Ctrl-C ends it and removes its data."


def run_demo(port: int, now: datetime, *, opens_browser: bool = False) -> None:
    """Serve the demonstration until it is stopped, then remove its data; port 0 picks a free one.

    Raises `StartRefused` when the port cannot be listened on.
    """
    with _stop_signals_handled(), tempfile.TemporaryDirectory(prefix="habitlog-demo-") as folder:
        data_dir = Path(folder)
        url = f"sqlite:///{data_dir / 'habitlog.sqlite3'}"
        config = Config(database_url=url, data_dir=data_dir, port=port, sign_up="closed", demo=True)
        listening = server.open_listening_socket(config)
        server.migrate_database(config, now)
        database = Database(url)
        build_demo_data(database, now)
        database.close_connections()
        server.serve_on_socket(listening, config, START_MESSAGE, opens_browser=opens_browser)


def build_demo_data(database: Database, now: datetime) -> None:
    """Create Mara with a year of days up to `now`, her coach, and Tove with twelve weeks, in a migrated database.

    The entries are the same for the same `now`.
    """
    account = accounts.parse_new_account({**MAIN_ACCOUNT, "password": credentials.make_session_secret()}, now)
    with database.begin_write() as transaction:
        mara, tove, coach = (
            _create_account(transaction, account | raw) for raw in (MAIN_ACCOUNT, SECOND_ACCOUNT, COACH_ACCOUNT)
        )
        _add_main_entries(transaction, mara, now)
        _import_drafts(transaction, tove, list(second_account.build_drafts(tove.local_today(now))), now)
        for pillar, day, mark in second_account.build_marks(tove.local_today(now)):
            days.mark_day(transaction, tove, PILLARS[pillar], day, mark, now)
        _save_snippets(transaction, mara, now)
        experiment.add_experiment(transaction, mara, now)
    sharing.build_sharing(database, mara, tove, coach, now)


def _create_account(transaction: WriteTransaction, account: dict[str, Any]) -> Person:
    """Create a person; all share one random password, because hashing one takes longer than writing their days."""
    accounts.create_account(transaction, account)
    return accounts.find_person_by_email(transaction, account["email"])


def _add_main_entries(transaction: WriteTransaction, mara: Person, now: datetime) -> None:
    today = mara.local_today(now)
    drafts = list(main_account.build_drafts(today, now))
    _import_drafts(transaction, mara, drafts, now)
    logged = {(draft.pillar, _get_draft_day(draft.fields)) for draft in drafts if draft.fields["kind"] != "level"}
    for pillar, day, mark in main_account.build_marks(today, logged):
        days.mark_day(transaction, mara, PILLARS[pillar], day, mark, now)


def _import_drafts(transaction: WriteTransaction, person: Person, drafts: list[EntryDraft], now: datetime) -> None:
    imports.import_drafts(transaction, person, ParsedFile("demo", len(drafts), 0, drafts, [], {}), now)


def _get_draft_day(fields: dict[str, Any]) -> str:
    return str(fields.get("day") or fields.get("out_at") or fields["end_at"])[:10]


def _save_snippets(transaction: WriteTransaction, mara: Person, now: datetime) -> None:
    library = education.load_library()
    for pillar in PILLARS_WITH_SAVED_SNIPPET:
        first = next(snippet for snippet in library.snippets if snippet.pillar == pillar)
        education.toggle_snippet_choice(transaction, mara, first, "saved", now)


@contextmanager
def _stop_signals_handled() -> Iterator[None]:
    """End the program in order on signals to stop, so that its data is removed."""
    handlers: dict[signal.Signals, Callable[[int, FrameType | None], None]] = {
        signal.SIGINT: _exit_cleanly,
        signal.SIGTERM: _exit_cleanly,
    }
    if hasattr(signal, "SIGHUP"):
        handlers[signal.SIGHUP] = _forward_as_sigterm
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _forward_as_sigterm(_number: int, _frame: FrameType | None) -> None:
    """Treat a closed terminal as SIGTERM, which the running server handles."""
    signal.raise_signal(signal.SIGTERM)


def _exit_cleanly(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
