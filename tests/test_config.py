"""Settings that are parsed, and the server's own key: made once, kept, its owner's alone."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from msgspec.structs import replace

from habitlog.config import Config
from habitlog.errors import StartRefused


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


def test_settings_of_serving() -> None:
    names = ("WORKERS", "LOG_LEVEL", "LOG_FORMAT", "REQUESTS_PER_MINUTE")
    given = dict(zip((f"HABITLOG_{name}" for name in names), ("3", "debug", "json", "0"), strict=True))
    config = Config.from_environment(given)
    assert (config.workers, config.log_level, config.log_format, config.requests_per_minute) == (3, "debug", "json", 0)
    assert config.count_workers() == 3
    assert Config.from_environment({}).count_workers() == 1
    on_postgres = Config.from_environment({"HABITLOG_DATABASE_URL": "postgresql://x"})
    assert on_postgres.count_workers() == len(os.sched_getaffinity(0))
    with pytest.raises(StartRefused, match="HABITLOG_METRICS_TOKEN has at least 16"):
        Config.from_environment({"HABITLOG_METRICS_TOKEN": "short"})
    for name, wrong in zip(names, ("65", "loud", "xml", "-1"), strict=True):
        with pytest.raises(StartRefused, match=f"HABITLOG_{name} is"):
            Config.from_environment({f"HABITLOG_{name}": wrong})


def test_trusted_proxies_are_addresses_and_networks() -> None:
    config = Config.from_environment({"HABITLOG_TRUSTED_PROXY": "127.0.0.1, 10.1.0.0/16 fd00::/8"})
    assert [str(network) for network in config.trusted_proxy] == ["127.0.0.1/32", "10.1.0.0/16", "fd00::/8"]
    assert Config.from_environment({}).trusted_proxy == ()
    for wrong in ("localhost", "10.1.0.1/16", "127.0.0.1;10.0.0.1"):
        with pytest.raises(StartRefused, match="HABITLOG_TRUSTED_PROXY"):
            Config.from_environment({"HABITLOG_TRUSTED_PROXY": wrong})
