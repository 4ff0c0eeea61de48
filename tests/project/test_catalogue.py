"""The committed catalogue has every message of source and templates, and messages are whole."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.support.catalogue import CATALOGUE, extract_messages, format_catalogue
from tests.support.source_tree import SOURCES, parse_module, relative_name


def test_catalogue_is_complete() -> None:
    extracted = format_catalogue(extract_messages())
    assert CATALOGUE.read_text(encoding="utf-8") == extracted, "run `make catalogue`"


def message_texts() -> Iterator[str]:
    """Yield every message, both forms of one with a plural."""
    for message in extract_messages():
        yield from [message.id] if isinstance(message.id, str) else message.id


def test_messages_name_their_parameters() -> None:
    faults = [text for text in message_texts() if re.search(r"(?<!%)%[sdif]|\{\w*\}", text)]
    assert faults == []


def test_messages_have_no_space_at_their_ends() -> None:
    assert [text for text in message_texts() if text != text.strip()] == []


def test_catalogue_calls_have_literal_messages() -> None:
    functions = {"gettext", "gettext_noop", "ngettext"}
    faults = [
        f"{relative_name(path)}:{node.lineno}: {ast.unparse(node)}"
        for path in SOURCES
        for node in ast.walk(parse_module(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions
        if any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in node.args[:2])
    ]
    assert faults == []
