"""Texts that scripts show come from the page: scripts hold none, and plurals of other languages reach them."""

from __future__ import annotations

import gettext
import re

import pytest

from habitlog.translation import use_translations
from habitlog.web.script_texts import PLURAL_FORM_NUMBERS, SCRIPT_TEXTS, build_timer_texts
from habitlog.web.static_files import STATIC_DIR

_COMMENT = re.compile(r"^\s*(?://|/\*\*).*$", re.MULTILINE)
_LITERAL = re.compile(r'"([^"\n]*)"|`([^`]*)`|' + r"'([^'\n]*)'")
_SENTENCE = re.compile(r"[A-Z][a-z]|[a-z]{2,} [a-z]{2,}")
KEYS = {"Escape", "Tab", "Shift", "Control", "Alt", "Meta", "Enter"}
SELECTORS_AND_NAMES = {
    ".stepper button", "datalist option", "in-bed offered", "set-deleted note", "wakeLock", ".row-head form button",
    "alert has-error", "Files",
}  # fmt: skip
"""Selectors, style classes and names of the browser's, which nobody reads."""


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC_DIR.glob("*.js")))
def test_script_has_no_text_of_its_own(name: str) -> None:
    source = _COMMENT.sub("", (STATIC_DIR / name).read_text(encoding="utf-8"))
    literals = {re.sub(r"\$\{[^}]*\}", " ", "".join(groups)) for groups in _LITERAL.findall(source)}
    assert {text for text in literals if _SENTENCE.search(text)} <= KEYS | SELECTORS_AND_NAMES


class _ThreeForms(gettext.NullTranslations):
    """One form for 1, one for numbers that end in 2 to 4 but for 12 to 14, one for all others."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return a form that begins with its name."""
        few = n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14}
        return f"{'one' if n == 1 else 'few' if few else 'many'} {msgid2}"


def test_script_gets_every_plural_form_of_a_language() -> None:
    with use_translations(_ThreeForms()):
        forms = build_timer_texts()["minutes"]
    assert isinstance(forms, dict)
    written = [forms.get(str(number), forms["other"]) for number in range(PLURAL_FORM_NUMBERS)]
    assert [written[number].split()[0] for number in (0, 1, 2, 5, 12, 22, 101, 102)] == [
        "many", "one", "few", "many", "many", "few", "many", "few",
    ]  # fmt: skip


@pytest.mark.parametrize("name", SCRIPT_TEXTS)
def test_english_script_texts_have_few_plural_forms(name: str) -> None:
    plurals = [forms for forms in SCRIPT_TEXTS[name]().values() if isinstance(forms, dict)]
    assert all(forms.keys() <= {"1", "other"} for forms in plurals)
