"""The error of an invalid file of the library."""

from __future__ import annotations


class EducationError(ValueError):
    """A snippet or reference file is invalid; the text names the file, the line and the snippet."""

    def __init__(self, location: str, message: str) -> None:
        super().__init__(f"{location}: {message}")
        self.location = location
        self.message = message
