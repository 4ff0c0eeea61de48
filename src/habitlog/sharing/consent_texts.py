"""The texts a client agrees to when they confirm or widen a grant, by version; a published version never changes.

Each line of a text is a paragraph.
"""

from __future__ import annotations

from collections.abc import Mapping

CURRENT_TEXT_VERSION = "1"
"""The version that grants are confirmed with now."""

CONSENT_TEXTS_BY_VERSION: Mapping[str, str] = {
    "1": (
        "This coach sees the pillars named here week by week: one value for each finished week in which at least four "
        "days were logged, on how many days something was logged, and what changed over the weeks. Single days, the "
        "running week, weeks from before the first day, notes and names you typed are not shown.\n"
        "Every time the coach looks, you find it written under Sharing. A coach can print the page or copy it by hand, "
        "and what was printed stays with them.\n"
        "You can end this at any time, in whole or for one pillar, without a reason: from then on the coach finds "
        "nothing. Otherwise it ends by itself after the last day named here. Whoever runs this server can read what "
        "is stored on it."
    ),
}
