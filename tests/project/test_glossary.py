"""`docs/glossary.md` has each term once, every table, the nouns of every route, and the words of pages."""

from __future__ import annotations

import re
from collections import Counter

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from tests.support.catalogue import extract_messages
from tests.support.paths import ROOT

from habitlog.models import metadata

GLOSSARY = ROOT / "docs" / "glossary.md"
TERMS, WORDS_OF_PAGES = GLOSSARY.read_text(encoding="utf-8").split("## Words of pages")


def _parse_rows(text: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in text.splitlines()
        if line.startswith("| ") and not line.startswith(("| Term", "| Thing", "|---"))
    ]


ROWS = _parse_rows(TERMS)


def test_glossary_terms_are_unique() -> None:
    assert ROWS
    terms = Counter(term.strip() for row in ROWS for term in row[0].split(","))
    assert {term: count for term, count in terms.items() if count > 1} == {}


def test_every_table_is_in_glossary() -> None:
    named = {name for row in ROWS for name in re.findall(r"`([a-z_]+)`", " ".join(row[1:]))}
    assert set(metadata.tables) - named == set()


WORDS_FOR_ACTIONS = {
    "accept",
    "add",
    "api",
    "all",
    "cancel",
    "change",
    "code",
    "codes",
    "confirm",
    "confirmed",
    "decline",
    "delete",
    "demo",
    "edit",
    "end",
    "export",
    "healthz",
    "new",
    "now",
    "off",
    "openapi.json",
    "password",
    "preview",
    "readyz",
    "redeem",
    "replace",
    "revoke",
    "search",
    "seen",
    "start",
    "static",
    "stop",
    "undo",
    "v1",
    "withdraw",
}
"""Parts of addresses that say what is done, or that belong to every program of this kind."""


def test_every_noun_of_a_route_is_in_glossary(app: FastAPI) -> None:
    text = GLOSSARY.read_text(encoding="utf-8").lower()
    paths = {route.path or "" for route in iter_route_contexts(app.routes)}
    nouns = {part for path in paths for part in path.split("/") if part and "{" not in part}
    missing = {
        noun
        for noun in nouns - WORDS_FOR_ACTIONS
        if noun not in text and noun.replace("-", " ") not in text and noun.removesuffix("s") not in text
    }
    assert missing == set()


def test_words_of_pages_are_messages() -> None:
    messages = [text for message in extract_messages() for text in _list_texts(message.id) if text]
    everything = "\n".join(messages)
    for thing, used, avoided in _parse_rows(WORDS_OF_PAGES):
        quoted = re.findall(r'"([^"]+)"', used)
        assert quoted, thing
        assert [text for text in quoted if text not in everything] == [], thing
        for word in filter(None, avoided.split(", ")):
            found = [text for text in messages if re.search(rf"\b{word}\b", text, re.IGNORECASE)]
            assert found == [], (thing, word)


def _list_texts(message_id: str | list[str] | tuple[str, ...]) -> list[str]:
    return [message_id] if isinstance(message_id, str) else list(message_id)
