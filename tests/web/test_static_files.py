"""Static files: addresses by content, kept for good, compressed once and revalidated by ETag."""

from __future__ import annotations

import re

from fastapi import FastAPI
from tests.support.asgi_transport import AppClient
from tests.support.cases import for_each_case
from tests.support.people import Browser

GOOD = "public, max-age=31536000, immutable"


def find_address(app: FastAPI, name: str) -> str:
    found = re.search(rf'"(/static/{re.escape(name)}\?v=[0-9a-f]{{10}})"', Browser(app).get("/sign-up").text)
    assert found
    return found[1]


def client(app: FastAPI, coding: str) -> AppClient:
    return AppClient(app, {"Accept-Encoding": coding})


@for_each_case("name", ["pages.css", "pages.js", "icon.svg"])
def test_text_is_compressed_for_who_takes_it(app: FastAPI, name: str) -> None:
    address = find_address(app, name)
    plain, gzipped = client(app, "identity").get(address), client(app, "br, gzip").get(address)
    assert plain.content == gzipped.content
    assert "content-encoding" not in plain.headers
    assert gzipped.headers["content-encoding"] == "gzip"
    assert int(gzipped.headers["content-length"]) < 0.7 * int(plain.headers["content-length"])
    for answer in (plain, gzipped):
        assert (answer.headers["cache-control"], answer.headers["vary"]) == (GOOD, "Accept-Encoding")
    assert plain.headers["etag"] != gzipped.headers["etag"]


def test_picture_is_not_compressed(app: FastAPI) -> None:
    answer = client(app, "gzip").get(find_address(app, "favicon-32.png"))
    assert answer.headers["content-type"] == "image/png"
    assert {"content-encoding", "vary"}.isdisjoint(answer.headers)


@for_each_case(
    ("coding", "is_gzipped"),
    [("", False), ("gzip;q=0", False), ("br", False), ("identity", False), ("*;q=0", False), ("gzip;q=0, *", False),
     ("gzip", True), ("GZIP;q=0.5, br", True), ("deflate, *", True), ("*;q=0, gzip;q=0.001", True)],
)  # fmt: skip
def test_accept_encoding_is_followed(app: FastAPI, coding: str, is_gzipped: bool) -> None:
    for address in ("/static/base.css", "/library"):
        answer = client(app, coding).get(address)
        if answer.status_code == 200:
            assert ("content-encoding" in answer.headers) is is_gzipped


def test_known_file_is_not_sent_again(app: FastAPI) -> None:
    address = find_address(app, "pages.js")
    for coding in ("identity", "gzip"):
        known = client(app, coding).get(address).headers["etag"]
        for header in (known, f'"other", W/{known}'):
            answer = client(app, coding).get(address, headers={"If-None-Match": header})
            assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", known)
            assert answer.headers["cache-control"] == GOOD
        assert client(app, coding).get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_address_of_another_version_is_not_kept(app: FastAPI) -> None:
    for address in ("/static/pages.css?v=0123456789", "/static/pages.css", "/static/texts.js"):
        answer = client(app, "gzip").get(address)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


def test_head_and_part_of_a_file(app: FastAPI) -> None:
    address = find_address(app, "icon.svg")
    head, full = client(app, "gzip").head(address), client(app, "gzip").get(address)
    assert (head.content, dict(head.headers)) == (b"", dict(full.headers))
    part = client(app, "gzip").get(address, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, full.content[:10])
    assert "content-encoding" not in part.headers


def test_other_methods_and_names_are_refused(app: FastAPI) -> None:
    assert client(app, "gzip").post("/static/pages.css").status_code == 405
    for address in ("/static/", "/static/nothing.css", "/static/%2e%2e/app.py", "/static/pages.css/more"):
        assert client(app, "gzip").get(address).status_code == 404
