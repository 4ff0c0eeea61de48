"""Read pages the way a browser without JavaScript does: forms with what they would send, and the words on the page."""

from __future__ import annotations

import re
from html import unescape

from httpx2 import Response
from msgspec import Struct, field
from selectolax.lexbor import LexborHTMLParser, LexborNode
from tests.support.people import Browser

DAY = "2026-03-12"
"""Today, by the clock of the tests."""

Pairs = list[tuple[str, str]]


def as_browsers_read(text: str) -> str:
    """Return a text as the parser of a page reads it: browsers show a character for NUL."""
    return text.replace("\0", "\ufffd")


class Form(Struct):
    """One form: where it goes and what it would send untouched."""

    action: str
    pairs: Pairs = field(default_factory=list)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key == name]

    def get(self, name: str) -> str:
        return self.all(name)[0]

    def filled(self, **values: str | list[str]) -> Pairs:
        """Return what would be sent with these fields typed instead; names write "-" as "__"."""
        typed = {name.replace("__", "-"): value for name, value in values.items()}
        rest = [(name, value) for name, value in self.pairs if name not in typed]
        for name, value in typed.items():
            rest.extend((name, one) for one in ([value] if isinstance(value, str) else value))
        return rest


def parse_forms(html: str) -> list[Form]:
    """Return every form of a page."""
    return [_read_form(node) for node in LexborHTMLParser(html).css("form")]


def _read_form(node: LexborNode) -> Form:
    form = Form(node.attributes.get("action") or "")
    for control in node.css("input, select, textarea"):
        given = control.attributes
        name = given.get("name") or ""
        if control.tag == "select":
            form.pairs.append((name, _read_choice(control)))
        elif control.tag == "textarea":
            form.pairs.append((name, control.text()))
        elif name and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
            form.pairs.append((name, given.get("value") or ""))
    return form


def _read_choice(select: LexborNode) -> str:
    options = select.css("option")
    chosen = next((option for option in options if "selected" in option.attributes), options[0])
    value = chosen.attributes.get("value")
    return chosen.text(strip=True) if value is None else value


def find_form(html: str, action: str) -> Form:
    """Return the form of a page that goes to an address."""
    found = [one for one in parse_forms(html) if one.action == action]
    assert found, f"no form goes to {action}: {[one.action for one in parse_forms(html)]}"
    return found[0]


def find_entry_form(answer: Response) -> Form:
    """Return the form of an entry on a page."""
    found = re.search(r'<form class="two-columns" id="entry" method="post" action="([^"]+)"', answer.text)
    assert found, answer.text[:500]
    return find_form(answer.text, found[1])


def open_form(browser: Browser, pillar: str, kind: str, day: str = DAY) -> Form:
    answer = browser.get(f"/{pillar}/new?kind={kind}&day={day}")
    assert answer.status_code == 200
    return find_entry_form(answer)


def submit_form(browser: Browser, form: Form, **values: str | list[str]) -> Response:
    """Send a form with the key its own page carried."""
    pairs = form.filled(**values)
    key = dict(pairs)["csrf"]
    return browser.post(form.action, [pair for pair in pairs if pair[0] != "csrf"], csrf=key)


def main_text(html: str) -> str:
    """Return the words of a page's main part."""
    main = html.partition("<main")[2]
    bare = re.sub(r"<(svg|script|datalist)\b.*?</\1>", " ", main, flags=re.DOTALL)
    whole_words = re.sub(r"</?bdi>", "", bare)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", whole_words)).split())


def field_error(html: str, name: str) -> str:
    """Return the sentence under a field."""
    found = re.search(rf'<p class="error" id="{re.escape(name)}-(?:error|description)">(.*?)</p>', html, re.DOTALL)
    return found[1].strip() if found else ""
