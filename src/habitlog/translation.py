"""The message catalogue: every sentence a person reads is made by one call to `gettext` or `ngettext`.

Messages are written in English where they are used, so English needs no translation file. Another language is one
file, `locale/<language>/LC_MESSAGES/habitlog.po`, made from `locale/habitlog.pot`. Parameters are named, because a
translation may need them in another order.
"""

from __future__ import annotations

import gettext as catalogues
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias

Catalogue: TypeAlias = catalogues.NullTranslations
SEPARATED_FROM = 10_000

# None is English: a page calls thousands of times, and a message is then its own translation.
_current: ContextVar[Catalogue | None] = ContextVar("translations", default=None)


def current_catalogue() -> Catalogue | None:
    """Return the catalogue that messages are looked up in, or None for English."""
    return _current.get()


def gettext_noop(message: str) -> str:
    """Mark a message for extraction where it is declared; `gettext` translates it where it is shown."""
    return message


def find_message(message: str) -> str:
    """Return a message in the current language, its parameters not yet filled in."""
    translations = _current.get()
    return translations.gettext(message) if translations and message else message


def find_plural_message(singular: str, plural: str, number: float) -> str:
    """Return the form of a message that fits `number`; one that is not whole takes the plural form."""
    translations = _current.get()
    if translations is None:
        return singular if number == 1 else plural
    whole = int(number) if number == int(number) else 2
    return translations.ngettext(singular, plural, whole)


def write_parameters(parameters: Mapping[str, object]) -> Mapping[str, object]:
    """Return parameters with a narrow space between the thousands of whole numbers from 10 000 on.

    Smaller ones stay as they are: a year is one of them.
    """
    # A page fills in thousands of messages: most have no such number.
    if not any(map(_is_large_count, parameters.values())):
        return parameters
    return {name: _write_count(value) for name, value in parameters.items()}


def _is_large_count(value: object) -> bool:
    return isinstance(value, int) and abs(value) >= SEPARATED_FROM


def _write_count(value: object) -> object:
    return f"{value:,}".replace(",", "\u202f") if _is_large_count(value) else value


def gettext(message: str, /, **parameters: object) -> str:
    """Return a message in the current language; with parameters, its `%(name)s` parts are filled in."""
    translations = _current.get()
    text = translations.gettext(message) if translations and message else message
    return text % write_parameters(parameters) if parameters else text


def ngettext(singular: str, plural: str, number: float, /, **parameters: object) -> str:
    """Return the form of a message that fits `number`, which fills `%(num)s` unless a parameter `num` does."""
    return find_plural_message(singular, plural, number) % write_parameters({"num": number, **parameters})


@contextmanager
def use_translations(translations: Catalogue) -> Iterator[None]:
    """Let `gettext` and `ngettext` answer from another catalogue inside the block."""
    token = _current.set(translations)
    try:
        yield
    finally:
        _current.reset(token)
