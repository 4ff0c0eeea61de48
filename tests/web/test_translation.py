"""Every English text on a page comes through the catalogue: pages of a pseudo-language have no other."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from gettext import NullTranslations
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import orjson
import pytest
from fastapi import FastAPI
from msgspec import Struct
from msgspec.structs import astuple
from sqlalchemy import select
from tests.support.catalogue import MarkedTranslations
from tests.support.people import Browser
from tests.support.service import run_own_app
from tests.support.untranslated import UntranslatedFinder

from habitlog.accounts.person import person_table
from habitlog.config import Config
from habitlog.education import Snippet
from habitlog.education.guide import load_guide
from habitlog.sharing import consent_texts
from habitlog.usecases.files import record_export
from habitlog.usecases.identity import accounts
from habitlog.web.pages.sessions import DEMO_COACH_EMAIL, DEMO_PERSON_EMAIL
from habitlog.web.presenters.clinician_topics import EXCLUDED_TOPICS

PAGES = [
    "/", "/days/2015-01-01", "/sharing", "/trends", "/weeks", "/years", "/settings", "/data", "/library", "/clinician",
    "/patterns", "/coach", "/account/deletion/new", "/settings/two-factor", "/nothing/here", "/sign-in", "/sign-up",
]  # fmt: skip
PER_SHAPE = 2
"""Pages that are read of those whose addresses have the same shape."""
OTHER_TEXT = ["habitlog", "kg", "lb", "min", "h", "RPE", "RIR", "JSON", "CSV", "SVG", "Fitbit", "Hevy", "PDF"]
"""Names and units that are the same in every language."""
_ID_OR_TIME = re.compile(r"[0-9a-f]{8}-|\d{4}-\d\d-\d\d")


@pytest.fixture(scope="module")
def demo_app(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The demonstration, in which patterns are on."""
    folder = tmp_path_factory.mktemp("translation")
    shutil.copyfile(demo_database, folder / demo_database.name)
    config = Config(database_url=f"sqlite:///{folder / demo_database.name}", data_dir=folder, sign_up="open", demo=True)
    now = datetime.now(UTC)
    with run_own_app(config, lambda: now) as app:
        with app.state.context.database.begin_write() as transaction:
            transaction.execute_uncounted(person_table.update().values(patterns_enabled=True))
        yield app


def list_strings(value: Any) -> Iterator[str]:
    """Yield every string inside a value of dictionaries, lists and records."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for item in value.items() for text in list_strings(item))
    elif isinstance(value, list | tuple | frozenset):
        yield from (text for item in value for text in list_strings(item))
    elif isinstance(value, Struct):
        yield from list_strings(astuple(value))


def list_data(app: FastAPI) -> list[str]:
    """Return what is a person's own, and the texts that are no messages: library, citations, consent and zones."""
    database, texts = app.state.context.database, set(OTHER_TEXT)
    with database.begin_read() as transaction:
        emails = [row["email"] for row in transaction.fetch_rows(select(person_table))]
        people = [accounts.find_person_by_email(transaction, email) for email in emails]
    for person in people:
        texts |= {person.email, person.name, person.zone}
        record = orjson.loads(b"".join(record_export.export_record(database, person)))
        texts |= set(list_strings({name: part for name, part in record.items() if name != "methods"}))
    library = app.state.context.library
    snippets: tuple[Snippet, ...] = library.snippets
    texts |= {line for snippet in snippets for text in list_strings(snippet) for line in (text, *text.split("\n"))}
    texts |= {snippet.first_line for snippet in snippets}
    guide = load_guide()
    texts |= {*guide.words, *guide.words.values(), *(line for box in guide.boxes for line in box.label)}
    texts |= {arrow.sentence for arrow in guide.arrows}
    texts |= {name for topic in EXCLUDED_TOPICS for name in (*topic.substances, ", ".join(topic.substances))}
    texts |= {reference.format_citation() for reference in library.references.values()} | available_timezones()
    texts |= set(list_strings([value for value in vars(consent_texts).values() if not hasattr(value, "__module__")]))
    return [text for text in texts if len(text) > 1 and not _ID_OR_TIME.match(text)]


def sign_in_browser(app: FastAPI, email: str) -> Browser:
    browser = Browser(app)
    if email:
        with app.state.context.database.begin_write() as transaction:
            secret = accounts.sign_in_demo(transaction, email, app.state.context.now())
        browser.client.cookies.set("habitlog", secret, domain="testserver.local", path="/")
    return browser


def shape_of(address: str) -> str:
    """Return an address without ids, dates, numbers, names of pieces and the values of its query."""
    path, _, query = address.partition("?")
    path = re.sub(r"[0-9a-f-]{36}|\d{4}-\d\d-\d\d|\d+|(?<=^/library/)[\w-]+", "N", path)
    return f"{path}?{sorted({pair.partition('=')[0] for pair in query.split('&')})}"


def crawl(browser: Browser) -> Iterator[tuple[str, str]]:
    """Yield (address, page) of every page that links lead to, a few of each shape of address."""
    queue, shapes, seen = list(PAGES), Counter[str](), set[str]()
    while queue:
        address = queue.pop(0)
        shape = shape_of(address)
        if address in seen or shapes[shape] >= PER_SHAPE:
            continue
        seen.add(address)
        shapes[shape] += 1
        answer = browser.client.get(address, follow_redirects=True)
        assert answer.status_code < 500, address
        if "html" in answer.headers["content-type"]:
            queue += [link.replace("&amp;", "&") for link in re.findall(r'href="(/(?!static)[^"#]*)', answer.text)]
            yield address, answer.text


def test_pages_have_no_text_outside_the_catalogue(demo_app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    # The default holds in every thread of the app, unlike a value that is set in this one.
    marked = ContextVar[NullTranslations]("translations", default=MarkedTranslations())  # noqa: B039
    monkeypatch.setattr("habitlog.translation._current", marked)
    finder = UntranslatedFinder(list_data(demo_app))
    faults: dict[str, list[str]] = {}
    for email in ("", DEMO_PERSON_EMAIL, DEMO_COACH_EMAIL):
        for address, page in crawl(sign_in_browser(demo_app, email)):
            for text in finder.find(page):
                faults.setdefault(text, []).append(address)
    monkeypatch.undo()
    report = [f"{len(addresses)} {text!r} {addresses[0]}" for text, addresses in faults.items()]
    assert report == [], "\n".join(report)
