"""The one error of the content floor: a shipped file that does not hold."""

from __future__ import annotations


class EducationError(ValueError):
    """A snippet or reference file is wrong; the sentence names the file, the line and the snippet."""

    def __init__(self, location: str, message: str) -> None:
        super().__init__(f"{location}: {message}")
        self.location = location
        self.message = message
