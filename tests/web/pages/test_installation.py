"""What a browser needs to install habitlog, and to go on without a network."""

from __future__ import annotations

import json
import re
import struct

from tests.support.html import main_text
from tests.support.import_files import write_hevy_file
from tests.support.people import Browser

PNG = b"\x89PNG\r\n\x1a\n"


def png_size(content: bytes) -> tuple[int, int]:
    assert content[:8] == PNG
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def test_manifest_has_icons_and_shortcuts(anyone: Browser, ada: Browser) -> None:
    answer = anyone.get("/manifest.webmanifest")
    assert answer.headers["content-type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/", "/", "standalone")
    assert manifest["description"]
    icons = {(icon["purpose"], icon["sizes"]) for icon in manifest["icons"]}
    assert {("any", "192x192"), ("any", "512x512"), ("maskable", "192x192"), ("maskable", "512x512")} <= icons
    for icon in manifest["icons"]:
        content = anyone.get(icon["src"])
        assert content.headers["content-type"] == icon["type"]
        if icon["type"] == "image/png":
            assert "{}x{}".format(*png_size(content.content)) == icon["sizes"]
    addresses = [shortcut["url"] for shortcut in manifest["shortcuts"]]
    assert addresses == ["/sleep/new", "/diet/new", "/training/new", "/stress/new"]
    assert all(ada.get(address).status_code == 200 for address in addresses)
    shared = manifest["share_target"]
    assert (shared["method"], shared["params"]["files"][0]["name"]) == ("POST", "files")
    file = ("a.csv", write_hevy_file(40))
    assert ada.upload(shared["action"], [file]).status_code == 403
    ada.client.headers["Sec-Fetch-Site"] = "none"
    assert "1 entry is new." in ada.get(ada.upload(shared["action"], [file], csrf="").headers["location"]).text
    assert ada.get("/imports").text.count("/imports/") >= 1


def test_page_links_manifest_and_icons(anyone: Browser, ada: Browser) -> None:
    head = ada.get("/").text.partition("</head>")[0]
    assert '<link rel="manifest" href="/manifest.webmanifest">' in head
    touch = re.search(r'<link rel="apple-touch-icon" href="([^"]+)">', head)
    assert touch
    assert png_size(anyone.get(touch[1]).content) == (180, 180)
    favicon = re.search(r'<link rel="icon" href="([^"]+\.png[^"]*)"', head)
    assert favicon
    assert png_size(anyone.get(favicon[1]).content) == (32, 32)


def test_service_worker_names_files_that_exist(anyone: Browser, ada: Browser) -> None:
    answer = anyone.get("/service-worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["service-worker-allowed"] == "/"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    assert ada.get("/service-worker.js").text == answer.text
    declared = dict(re.findall(r"^const ([A-Z]+) = (.*);$", answer.text, re.MULTILINE)[:4])
    assert set(declared) == {"VERSION", "ASSETS", "FORMS", "OFFLINE"}
    assets = json.loads(declared["ASSETS"])
    assert len(assets) == len(set(assets))
    assert all(anyone.get(address).status_code == 200 for address in assets)
    linked = set(re.findall(r'"(/static/[^"]+\.(?:css|js)\?v=[^"]+)"', ada.get("/").text))
    assert linked <= set(assets)
    assert json.loads(declared["FORMS"]) == ["/sleep/new", "/diet/new", "/training/new", "/stress/new"]


def test_offline_page_is_of_nobody(anyone: Browser, ada: Browser) -> None:
    answer = ada.get("/offline")
    assert answer.status_code == 200
    assert "No network" in main_text(answer.text)
    assert answer.text == anyone.get("/offline").text
    assert "data-person" not in answer.text


def test_reference_of_the_api_shows_every_call_to_anybody(anyone: Browser) -> None:
    page = anyone.get("/api/docs")
    assert page.status_code == 200
    for text in (
        "POST /api/v1/sleep/entries",
        "/api/v1/entries/batch",
        "&#34;kind&#34;: &#34;night&#34;",
        "SleepAnswer",
    ):
        assert text in page.text, text
    assert "https://" not in page.text
    assert page.text.count("<details") == len(anyone.get("/api/openapi.json").text.split('"operationId"')) - 1
