"""What other programs call a practice: one of the practices of a log, or one of the person's own by its name."""

from __future__ import annotations

_PRACTICES = {
    "breathing": "breathing",
    "breathwork": "breathing",
    "meditation": "meditation",
    "meditate": "meditation",
    "meditating": "meditation",
    "journaling": "journaling",
    "journal": "journaling",
    "nature": "nature",
    "yoga": "yoga_tai_chi",
    "tai chi": "yoga_tai_chi",
    "prayer": "prayer_reflection",
    "reflection": "prayer_reflection",
    "music": "music",
}


def build_practice_fields(name: str) -> dict[str, object]:
    """Return the fields of a practice of this name."""
    if known := _PRACTICES.get(name.strip().casefold()):
        return {"kind": "practice", "practice": known}
    return {"kind": "practice", "practice": "other", "practice_text": name}
