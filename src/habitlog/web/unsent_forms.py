"""Forms of entries that were sent after their session had ended.

What was typed is carried through the sign-in in a hidden field of its pages, and nowhere else: the server stores
nothing of it. Whoever signs in sees it only if the form was theirs, in the form of the entry, where nothing is saved
until they send it.
"""

from __future__ import annotations

import json
from typing import Self

from msgspec import Struct
from msgspec.structs import asdict

UNSENT_FIELD = "unsent"
"""The field of the pages of the sign-in that carries such a form."""
OWNER_FIELD = "person"
"""The field of a form of an entry with the `browser_id` of the person whom it was made for."""
MAX_UNSENT_LENGTH = 256 * 1024
MAX_UNSENT_FIELDS = 2000


class UnsentForm(Struct, frozen=True):
    """A form that was not processed: the entry that it is about, whose it is, and what was typed."""

    pillar: str
    entry_id: str
    """The entry that was edited; "" for a new one, whose id is among the pairs."""
    owner: str
    pairs: list[tuple[str, str]]

    @classmethod
    def from_posted(cls, pillar: str, entry_id: str, form: list[tuple[str, str]]) -> Self | None:
        """Return a posted form; None for one that does not say whose it is, or is longer than any that is filled in."""
        owner = dict(form).get(OWNER_FIELD, "")
        unsent = cls(
            pillar, entry_id, owner, [(name, text) for name, text in form if name not in {"csrf", OWNER_FIELD}]
        )
        return unsent if owner and len(unsent.serialize()) <= MAX_UNSENT_LENGTH else None

    def serialize(self) -> str:
        """Return the value of the hidden field."""
        return json.dumps(asdict(self), ensure_ascii=False)


def parse_unsent_form(text: str) -> UnsentForm | None:
    """Return the form of a hidden field; None for an empty field and for anything that is no such form."""
    if not text or len(text) > MAX_UNSENT_LENGTH:
        return None
    try:
        raw = json.loads(text)
        pairs = [(name, value) for name, value in raw["pairs"]]
        unsent = UnsentForm(raw["pillar"], raw["entry_id"], raw["owner"], pairs)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    texts = [unsent.pillar, unsent.entry_id, unsent.owner, *(text for pair in pairs for text in pair)]
    is_valid = len(pairs) <= MAX_UNSENT_FIELDS and all(isinstance(text, str) for text in texts)
    return unsent if is_valid else None


class FormNotSent(Exception):
    """A form of an entry came after its session had ended, or with the key of another session of the same person."""

    def __init__(self, unsent: UnsentForm) -> None:
        super().__init__()
        self.unsent = unsent
