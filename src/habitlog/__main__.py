"""`python -m habitlog` and the `habitlog` command: errors become one line and an exit status."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; a refusal is one clear line on standard error and status 1."""
    from habitlog.cli import run_command_line  # noqa: PLC0415 - `python -m habitlog` loads only what it runs

    sys.exit(run_command_line())


if __name__ == "__main__":
    main()
