"""Which names mean the same thing."""

from __future__ import annotations


def alike(name: str) -> str:
    """Return what two spellings of the same name share: everything but letter case and space around it."""
    return name.strip().casefold()
