"""The configuration from `HABITLOG_*` environment variables, and the paths of files that ship with the program."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Literal, cast, get_args
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

from habitlog.atomic_file import write_file_atomically
from habitlog.errors import StartRefused
from habitlog.log_records import LogFormat, LogLevel
from habitlog.mail.smtp import MailServer, parse_mail_server

SignUpPolicy = Literal["open", "invite", "closed"]
Network = IPv4Network | IPv6Network
ENVIRONMENT_PREFIX = "HABITLOG_"
MAX_WORKERS = 64
MIN_TOKEN_LENGTH = 16


class Config(Struct, frozen=True):
    """The operator's settings; the defaults run on SQLite in the user's data directory.

    `sign_up` "invite" admits the first account and holders of a sharing code (more by `habitlog user add`). `base_url`
    is the address people type; when it is https, cookies are Secure and HSTS is sent. `smtp_url` and `mail_from` go
    together: with both, notifications are mailed too. `erasure_list` is the file that says which accounts were erased,
    `erased.txt` in `data_dir` without a choice. `trusted_proxy` has the networks of proxies whose X-Forwarded-For is
    believed. `max_import_mb` is how many megabytes one upload of files to import may have, `requests_per_minute` how
    many requests the programs of one person may send; 0 is no limit. `workers` is how many processes serve, 0 for one
    on SQLite and one a processor on PostgreSQL. `/metrics` asks for `metrics_token`, and is not there without one.
    `demo` opens one-click sign-in and is set by `habitlog demo` alone, never by the environment.
    """

    database_url: str
    data_dir: Path
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    sign_up: SignUpPolicy = "invite"
    smtp_url: str = ""
    mail_from: str = ""
    erasure_list: Path | None = None
    trusted_proxy: tuple[Network, ...] = ()
    max_import_mb: int = 256
    requests_per_minute: int = 1200
    workers: int = 0
    log_level: LogLevel = "info"
    log_format: LogFormat = "plain"
    metrics_token: str = ""
    demo: bool = False

    def __repr__(self) -> str:
        """Return the name alone: the addresses of database and mail server may have passwords."""
        return "Config()"

    @property
    def is_https(self) -> bool:
        """Whether people reach this server over TLS."""
        return self.base_url.startswith("https://")

    def mail_server(self) -> MailServer | None:
        """Return the server that takes mails, or nothing where none is set."""
        return parse_mail_server(self.smtp_url, self.mail_from)

    def count_workers(self) -> int:
        """Return how many processes serve."""
        if self.workers:
            return self.workers
        return 1 if self.database_url.startswith("sqlite") else _count_processors()

    @property
    def erasure_list_path(self) -> Path:
        """The file of the erasure list."""
        return self.erasure_list or self.data_dir / "erased.txt"

    @property
    def upload_dir(self) -> Path:
        """The folder of large files that wait to be imported."""
        return self.data_dir / "uploads"

    def load_secret_key(self) -> bytes:
        """Return the 256-bit key of this server, made when it is first asked for and kept beside the database.

        It lies in the file `secret.key` of `data_dir`, readable by its owner alone, so that a copy of the database
        does not hold it.
        """
        path = self.data_dir / "secret.key"
        if not path.exists():
            # Where another process writes one first, its key stays.
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_file_atomically(path, [f"{secrets.token_hex(32)}\n".encode()], keep_existing=True)
        return bytes.fromhex(path.read_text(encoding="ascii").strip())

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Config:
        """Read the settings, or refuse with the name of the variable that does not fit."""
        known_names = {name.upper() for name in cls.__struct_fields__ if name != "demo"}
        given = {
            key.removeprefix(ENVIRONMENT_PREFIX): value
            for key, value in environment.items()
            if key.startswith(ENVIRONMENT_PREFIX)
        }
        if unknown := sorted(set(given) - known_names - {"TEST_POSTGRES_URL", "REAL_DATA"}):
            raise StartRefused(f"{ENVIRONMENT_PREFIX}{unknown[0]} is not a setting of habitlog. The README lists them.")
        data_dir = Path(given.get("DATA_DIR") or default_data_dir(environment)).expanduser().absolute()
        config = cls(
            database_url=parse_database_url(
                given.get("DATABASE_URL") or f"sqlite:///{data_dir / 'habitlog.sqlite3'}",
                f"{ENVIRONMENT_PREFIX}DATABASE_URL",
            ),
            data_dir=data_dir,
            host=given.get("HOST", "127.0.0.1"),
            port=_parse_count("PORT", given.get("PORT", "8000"), 0, 65535),
            base_url=given.get("BASE_URL", "").rstrip("/"),
            sign_up=cast("SignUpPolicy", _parse_choice("SIGN_UP", given.get("SIGN_UP", "invite"), SignUpPolicy)),
            smtp_url=given.get("SMTP_URL", ""),
            mail_from=given.get("MAIL_FROM", ""),
            erasure_list=Path(given["ERASURE_LIST"]).expanduser().absolute() if given.get("ERASURE_LIST") else None,
            trusted_proxy=_parse_networks(given.get("TRUSTED_PROXY", "")),
            max_import_mb=_parse_count("MAX_IMPORT_MB", given.get("MAX_IMPORT_MB", "256"), 1, 4096),
            requests_per_minute=_parse_count(
                "REQUESTS_PER_MINUTE", given.get("REQUESTS_PER_MINUTE", "1200"), 0, 1_000_000
            ),
            workers=_parse_count("WORKERS", given.get("WORKERS", "0"), 0, MAX_WORKERS),
            log_level=cast("LogLevel", _parse_choice("LOG_LEVEL", given.get("LOG_LEVEL", "info"), LogLevel)),
            metrics_token=_parse_token("METRICS_TOKEN", given.get("METRICS_TOKEN", "")),
            log_format=cast("LogFormat", _parse_choice("LOG_FORMAT", given.get("LOG_FORMAT", "plain"), LogFormat)),
        )
        config.mail_server()
        return config


def _count_processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def parse_database_url(value: str, name: str) -> str:
    """Return the address of a database, or refuse one of another kind, with the name of the setting or option."""
    if not value.startswith(("sqlite:///", "postgresql://", "postgres://", "postgresql+psycopg://")):
        raise StartRefused(f"{name} starts with sqlite:/// or postgresql://.")
    choice = parse_qs(urlsplit(value).query).get("prepared_statements", ["on"])
    if choice not in (["on"], ["off"]):
        raise StartRefused(f"prepared_statements in {name} is on or off.")
    return value.replace("postgres://", "postgresql://", 1)


def _parse_networks(value: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(part) for part in value.replace(",", " ").split())
    except ValueError:
        raise StartRefused(
            f"{ENVIRONMENT_PREFIX}TRUSTED_PROXY has addresses and networks such as 127.0.0.1 or 10.1.0.0/16."
        ) from None


def _parse_choice(name: str, value: str, choices: Any) -> str:
    *others, last = get_args(choices)
    if value not in {*others, last}:
        raise StartRefused(f"{ENVIRONMENT_PREFIX}{name} is one of {', '.join(others)} or {last}.")
    return value


def _parse_token(name: str, value: str) -> str:
    if value and (len(value) < MIN_TOKEN_LENGTH or not value.isascii() or not value.isprintable()):
        raise StartRefused(f"{ENVIRONMENT_PREFIX}{name} has at least {MIN_TOKEN_LENGTH} letters, digits or signs.")
    return value


def _parse_count(name: str, value: str, least: int, most: int) -> int:
    if not value.isdecimal() or not least <= int(value) <= most:
        raise StartRefused(f"{ENVIRONMENT_PREFIX}{name} is a number from {least} to {most}.")
    return int(value)


def default_data_dir(environment: Mapping[str, str]) -> str:
    """Return where a user's programs keep their data on this kind of system."""
    if sys.platform == "darwin":
        return "~/Library/Application Support/habitlog"
    if sys.platform == "win32":
        return str(Path(environment.get("LOCALAPPDATA", "~")) / "habitlog")
    return str(Path(environment.get("XDG_DATA_HOME") or "~/.local/share") / "habitlog")


def load_config() -> Config:
    """Read the settings of this process."""
    return Config.from_environment(os.environ)


def resource_dir(name: str) -> Path:
    """Return a folder that comes with the program: inside the installed package, or in the checkout."""
    package = Path(__file__).parent
    bundled = package / "_bundled" / name
    return bundled if bundled.is_dir() else package.parent.parent / name
