"""What a client agrees to when they confirm or widen a grant, kept by version: an earlier text never changes."""

from __future__ import annotations

from collections.abc import Mapping

CURRENT_TEXT = "1"
"""The version a grant is confirmed with today."""

CONSENT_TEXTS: Mapping[str, str] = {
    "1": (
        "This coach can see weekly values of the pillars named here: of finished weeks from the first day on, and "
        "of weeks with at least four logged days. Single days, notes and names you typed are not shown. A coach can "
        "print the page or copy it by hand, and what was printed stays with them. Every look is listed under Sharing. "
        "You can end this at any time, in whole or for one pillar, without a reason; it ends by itself on the last "
        "day named here. Whoever runs this server can read what is stored on it."
    ),
}
