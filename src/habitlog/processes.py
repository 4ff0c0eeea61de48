"""Whether another process of this machine runs."""

from __future__ import annotations

import os


def is_process_running(process_id: int) -> bool:
    """Return whether there is a process with this number; True where the system does not say."""
    if os.name == "nt":
        return True  # a signal there ends the process that gets it
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
