"""The server's own key: made once, kept, its owner's alone, the same for all who ask at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

from habitlog.config import Config


def test_secret_key_is_created_once_by_concurrent_calls(tmp_path: Path) -> None:
    settings, together = Config(database_url="", data_dir=tmp_path / "new"), Barrier(20)

    def ask(_: int) -> bytes:
        together.wait()
        return settings.load_secret_key()

    with ThreadPoolExecutor(20) as pool:
        (key,) = set(pool.map(ask, range(20)))
    assert len(key) == 32
    (file,) = settings.data_dir.iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == ("secret.key", 0o600)
    assert settings.load_secret_key() == key
    assert replace(settings, data_dir=tmp_path / "other").load_secret_key() != key
