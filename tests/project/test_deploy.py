"""Files for running habitlog elsewhere name settings, files, ports and versions that there are."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
import yaml  # type: ignore[import-untyped]  # of the server
from tests.support.paths import ROOT

from habitlog.config import Config

FOLDER = ROOT / "deploy"
NAMES_FOR_COMPOSE = {"HABITLOG_DOMAIN", "HABITLOG_ADDRESS"}
"""Variables of the compose file and of Caddy, which habitlog does not see."""


def read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def test_files_name_settings_that_exist() -> None:
    settings = {f"HABITLOG_{name.upper()}" for name in Config.__struct_fields__}
    for name in ("Dockerfile", "compose.yaml", "Caddyfile", "nginx.conf", "habitlog.service"):
        named = set(re.findall(r"HABITLOG_[A-Z_]+", read(name)))
        assert named - NAMES_FOR_COMPOSE <= settings, name


def test_image_has_what_the_wheel_is_built_of_and_nothing_of_development() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", read("Dockerfile"), re.MULTILINE)
    paths = [path for line in copied for path in line.split()]
    assert all((ROOT / path).exists() for path in paths)
    assert set(paths) == {line[1:] for line in read("Dockerfile.dockerignore").splitlines() if line.startswith("!")}
    pins, everything = (
        set(re.findall(r"^[a-z0-9-]+==\S+", text, re.MULTILINE))
        for text in (read("requirements.lock"), (ROOT / "requirements.lock").read_text(encoding="utf-8"))
    )
    assert pins < everything
    assert not any(pin.startswith(("pytest", "playwright", "mypy", "ruff")) for pin in pins)


def test_compose_file_connects_its_services() -> None:
    services = yaml.safe_load(read("compose.yaml"))["services"]
    environment, proxy = services["habitlog"]["environment"], services["proxy"]["environment"]
    database = services["database"]["environment"]
    user, name = database["POSTGRES_USER"], database["POSTGRES_DB"]
    assert environment["HABITLOG_DATABASE_URL"] == f"postgresql://{user}:${{POSTGRES_PASSWORD}}@database/{name}"
    assert proxy["HABITLOG_ADDRESS"] == f"habitlog:{Config(database_url='', data_dir=ROOT).port}"
    networks = yaml.safe_load(read("compose.yaml"))["networks"]
    assert environment["HABITLOG_TRUSTED_PROXY"] == networks["inside"]["ipam"]["config"][0]["subnet"]
    given = {key: value for key, value in environment.items() if "$" not in value}
    assert Config.from_environment(given).log_format == "json"


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_proxies_take_the_largest_upload(name: str) -> None:
    most = Config(database_url="", data_dir=ROOT).max_import_mb
    assert re.search(rf"(max_size|client_max_body_size) {most}", read(name))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_unit_is_understood() -> None:
    run = subprocess.run(
        ["systemd-analyze", "verify", str(FOLDER / "habitlog.service")], capture_output=True, text=True, check=False
    )
    lines = [line for line in run.stderr.splitlines() if "is not executable" not in line]
    assert lines == []
