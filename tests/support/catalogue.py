"""Extract the messages of pages into the catalogue: `python -m tests.support.catalogue`.

Messages are those of calls in Python and templates, and the texts of the pillars' declarations.
"""

from __future__ import annotations

import gettext
from functools import cache
from io import BytesIO
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po
from tests.support.paths import ROOT
from tests.support.source_tree import PACKAGE, SOURCES, TEMPLATES

from habitlog.pillars import PILLARS
from habitlog.tracking.declared_texts import iter_declared_texts

CATALOGUE = PACKAGE / "locale" / "habitlog.pot"
KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "gettext_noop": None, "ngettext": (1, 2)}
# As in `habitlog.web.templates`: they decide which white space belongs to a message.
TEMPLATE_OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "silent": "false"}


@cache
def extract_messages() -> Catalog:
    """Return every message of the program."""
    catalogue = Catalog()
    files = [*((path, "python") for path in SOURCES), *((path, "jinja2.ext:babel_extract") for path in TEMPLATES)]
    for path, method in files:
        options = {} if method == "python" else TEMPLATE_OPTIONS
        for _, message, _, _ in extract_from_file(method, path, KEYWORDS, (), options):
            catalogue.add(message)
    for pillar in PILLARS.values():
        for text in iter_declared_texts(pillar):
            catalogue.add(text)
    return catalogue


def format_catalogue(catalogue: Catalog) -> str:
    """Return a catalogue as a file, without what changes from day to day."""
    file = BytesIO()
    write_po(file, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)
    return file.getvalue().decode()


class MarkedTranslations(gettext.NullTranslations):
    """A pseudo-language: English between brackets, which shows what came through the catalogue."""

    def gettext(self, message: str) -> str:
        """Return the message between brackets."""
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the form that fits a number, between brackets."""
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


if __name__ == "__main__":
    CATALOGUE.parent.mkdir(exist_ok=True)
    CATALOGUE.write_text(format_catalogue(extract_messages()), encoding="utf-8")
    print(f"{CATALOGUE.relative_to(ROOT)}: {len(extract_messages())} messages")
