"""Starting the service: the database is checked and migrated before it is served; each refusal is one line."""

from __future__ import annotations

import gc
import logging
import os
import socket
import webbrowser
from datetime import datetime
from functools import partial
from tempfile import TemporaryDirectory

from habitlog.config import Config, resource_dir
from habitlog.db.migrate import migrate_schema
from habitlog.db.sqlite_file import (
    build_beside,
    describe_wal_reset_bug,
    is_new_sqlite_file,
    prepare_sqlite_file,
    sqlite_path_from_url,
)
from habitlog.errors import StartRefused
from habitlog.log_records import build_logging_config

WORKER_TIMEOUT = 30
"""Seconds without an answer after which a process of several is taken for one that hangs, and is replaced."""
log = logging.getLogger(__name__)


def migrate_database(config: Config, now: datetime) -> tuple[str | None, str]:
    """Bring the database to this program's schema and metrics; return its revision before and after.

    Raises `StartRefused` for a file that is damaged, foreign or cannot be written, for a schema this program cannot
    open, and for a server that does not answer.
    """
    from sqlalchemy.exc import OperationalError

    prepare_sqlite_file(config.database_url)
    try:
        revisions = _migrate_or_create(config.database_url, now)
    except OperationalError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        raise StartRefused(f"The database cannot be opened: {reason}") from None
    _rebuild_outdated_metrics(config)
    return revisions


def _migrate_or_create(url: str, now: datetime) -> tuple[str | None, str]:
    scripts, path = resource_dir("migrations"), sqlite_path_from_url(url)
    if path is None or not is_new_sqlite_file(path):
        return migrate_schema(url, scripts, now)
    with build_beside(path) as part:
        return migrate_schema(f"sqlite:///{part}", scripts, now)


def _rebuild_outdated_metrics(config: Config) -> None:
    """Give past days the values of new and changed metrics, one person a transaction."""
    from habitlog.accounts.person import has_account
    from habitlog.db import Database
    from habitlog.pillars import PILLARS
    from habitlog.storage import daily_metrics

    database, version = Database(config.database_url), daily_metrics.compute_metrics_version(PILLARS.values())
    try:
        with database.begin_read() as transaction:
            outdated = daily_metrics.find_outdated_people(transaction, version)
        for person_id in outdated:
            with database.begin_write() as transaction:
                transaction.lock_person(person_id)
                if has_account(transaction, person_id):
                    daily_metrics.rebuild_daily_metrics(transaction, person_id, PILLARS.values())
    finally:
        database.close_connections()


def run_server(config: Config, now: datetime, *, opens_browser: bool = False) -> None:
    """Run the service until it is stopped."""
    # Nearly all that a start makes stays: looking for what does not takes a twentieth of it.
    gc.disable()
    listening = open_listening_socket(config)
    migrate_database(config, now)
    _run_jobs_before_serving(config, now)
    serve_on_socket(listening, config, "habitlog is on {address}", opens_browser=opens_browser)


def _run_jobs_before_serving(config: Config, now: datetime) -> None:
    """Delete what is due and what has expired, so that a restored backup shows nothing that was deleted since.

    An import that was interrupted is taken back, so that nobody sees a half of it.
    """
    from habitlog.db import Database
    from habitlog.usecases.jobs import delete_accounts, finish_imports, retention

    database = Database(config.database_url)
    try:
        delete_accounts.delete_due_accounts(database, config.erasure_list_path, now)
        finish_imports.finish_interrupted_imports(database, now)
        retention.delete_expired_rows(database, now)
    finally:
        database.close_connections()


def serve_on_socket(
    listening: socket.socket, config: Config, announcement: str, *, opens_browser: bool = False
) -> None:
    """Run the service over a ready database until it is stopped; print `announcement` with its `{address}`."""
    import uvicorn

    from habitlog.app import create_served_app

    workers = config.count_workers()
    server_config = uvicorn.Config(
        "habitlog.app:create_worker_app" if workers > 1 else partial(create_served_app, config),
        factory=True,
        workers=workers,
        log_config=build_logging_config(config.log_level, config.log_format),
        log_level=logging.WARNING,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws="none",
        timeout_worker_healthcheck=WORKER_TIMEOUT,
    )
    if warning := describe_wal_reset_bug():
        log.warning(warning)
    if workers == 1:
        server_config.load()
    host, port = listening.getsockname()[:2]
    address_text = f"[{host}]" if ":" in host else host
    address = f"http://{address_text}:{port}"
    print(announcement.format(address=address), flush=True)
    if opens_browser:
        # The socket takes its connection already and is answered as soon as the service runs.
        webbrowser.open(address)
    if workers == 1:
        uvicorn.Server(server_config).run(sockets=[listening])
    else:
        from uvicorn.supervisors import Multiprocess

        gc.enable()
        logging.getLogger("uvicorn.error").setLevel(logging.INFO)  # in this process: it says that a worker died
        with TemporaryDirectory(prefix="habitlog-metrics-") as folder:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # where the others write what they count
            Multiprocess(server_config, [listening]).run()


def open_listening_socket(config: Config) -> socket.socket:
    """Bind the configured address, before anything else is changed."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listening_socket = socket.socket(family, socket.SOCK_STREAM)
    listening_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening_socket.bind((config.host, config.port))
        listening_socket.listen(2048)
    except OSError as error:
        listening_socket.close()
        where = f"{config.host}:{config.port}"
        raise StartRefused(f"{where} cannot be listened on: {os.strerror(error.errno or 0)}.") from None
    return listening_socket
