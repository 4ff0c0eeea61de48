"""The main job from end to end: sign up, log four pillars, see a trend and a cited snippet, take it all along."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.support.browser_pages import PageOpener, Server, find_row, run_server
from tests.support.playwright_api import Page, expect

PASSWORD = "four plant dyes and a needle"
ADA = "ada@example.org"


@pytest.fixture
def exports(tmp_path: Path, request: pytest.FixtureRequest) -> tuple[Path, Path]:
    """(a Fitbit sleep log, a Hevy file): real ones where they are, else made up."""
    try:
        data: Path = request.getfixturevalue("real_data")
    except pytest.skip.Exception:
        return _write_made_up_exports(tmp_path)
    return data / "pmdata/p01/fitbit/sleep.json", next((data / "strength").glob("hevy_*.csv"))


def _write_made_up_exports(folder: Path) -> tuple[Path, Path]:
    first = date(2025, 1, 1)
    nights = [
        {
            "logId": n, "dateOfSleep": str(first + timedelta(days=n)), "mainSleep": True, "type": "stages",
            "startTime": f"{first + timedelta(days=n - 1)}T23:{n % 60:02d}:30.000",
            "endTime": f"{first + timedelta(days=n)}T07:00:00.000",
            "duration": (7 * 60 + 60 - n % 60) * 60_000 - 30_000, "minutesToFallAsleep": 0,
            "minutesAsleep": 400 - n % 60, "minutesAwake": 30, "minutesAfterWakeup": 0,
            "timeInBed": 480 - n % 60, "efficiency": 93, "infoCode": 0, "levels": {"summary": {}, "data": []},
        }
        for n in range(120)
    ]  # fmt: skip
    (folder / "sleep.json").write_text(json.dumps(nights))
    columns = (
        "title start_time end_time description exercise_title superset_id exercise_notes set_index set_type weight_kg "
        "reps distance_km duration_seconds rpe"
    )
    head = ",".join(f'"{column}"' for column in columns.split())
    rows = [
        f'"Pull","{n} Jan 2025, 17:00","{n} Jan 2025, 18:00","","Row (Barbell)",,"",{at},"normal",60,8,,,'
        for n in range(1, 20)
        for at in range(3)
    ]
    (folder / "hevy.csv").write_text("\n".join([head, *rows]) + "\n")
    return folder / "sleep.json", folder / "hevy.csv"


def signs_up(page: Page) -> None:
    page.goto("/")
    page.wait_for_url("**/sign-up")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Email").fill(ADA)
    page.locator("#password").fill(PASSWORD)
    expect(page.locator("#zone")).to_have_value("Europe/Stockholm")
    page.get_by_role("button", name="Start your log").click()
    page.wait_for_url("**/setup/days")
    page.get_by_role("link", name="Go to today").click()
    page.wait_for_url("**/")


def open_form(page: Page, pillar: str, link: str) -> None:
    find_row(page, pillar).get_by_role("link", name=link).first.click()


def press_save(page: Page, pillar: str, button: str) -> None:
    row = find_row(page, pillar)
    row.get_by_role("button", name=button, exact=True).click()
    expect(row.locator(".state")).to_have_text("logged")
    expect(row.locator("[data-entry-page]")).to_have_count(0)


def log_day(page: Page) -> None:
    open_form(page, "sleep", "Log the night")
    for name, clock in {"bed_at": "22:45", "try_at": "23:10", "final_wake_at": "06:50", "out_at": "07:15"}.items():
        page.locator(f"#{name}").fill(clock)
    page.locator("#sol_min").fill("25")
    page.get_by_role("button", name="Times awake in the night: one more").click()
    page.get_by_role("button", name="Times awake in the night: one more").click()
    page.locator("#waso_min").fill("10")
    page.get_by_role("radio", name="good", exact=True).click()
    press_save(page, "sleep", "Log the night")

    open_form(page, "diet", "Log food")
    for name in ("whole_grains", "pulses"):
        page.locator(f"input[value={name}]").click()
    press_save(page, "diet", "That was everything")

    open_form(page, "training", "Log sets")
    page.locator("#sets-0-exercise").fill("Bench press")
    page.locator("#sets-0-load_kg").fill("62,5")
    page.locator("#sets-0-reps").fill("8")
    page.get_by_role("button", name="Add a set").click()
    page.get_by_role("button", name="Tick all").click()
    press_save(page, "training", "Log sets")

    open_form(page, "stress", "Log a practice")
    page.locator("#practice").select_option("breathing")
    page.locator("#minutes").fill("10")
    press_save(page, "stress", "Log a practice")


def test_main_path_from_sign_up_to_export(
    server: Server, open_page: PageOpener, tmp_path: Path, exports: tuple[Path, Path]
) -> None:
    page = open_page(server)
    signs_up(page)
    log_day(page)

    page.goto("/")
    for pillar in ("sleep", "diet", "training", "stress"):
        row = find_row(page, pillar)
        expect(row.locator(".state")).to_contain_text("logged")
        expect(row.get_by_role("link", name="Edit")).to_have_count(1)
    expect(find_row(page, "training")).to_contain_text("2 work sets")
    expect(page.locator(".snippet-reason")).to_contain_text(re.compile("because", re.IGNORECASE))
    expect(page.locator(".sources a").first).to_have_attribute("href", re.compile(r"^https://doi\.org/"))

    sleep, hevy = exports
    for words in (("fitbit", str(sleep)), ("hevy", str(hevy))):
        assert re.search(r"Added .*: [1-9]", server.run("import", *words, "--user", ADA))
    page.goto("/trends")
    page.locator('a[href^="/trends/sleep.duration"]').click()
    page.get_by_role("navigation", name="Range").get_by_role("link", name="all").click()
    expect(page.locator(".verdict")).to_have_text(re.compile(r"^[A-Z].*\.$"))
    expect(page.locator(".verdict")).not_to_contain_text("Not enough data")
    expect(page.locator("main svg[role=img], main figure svg").first).to_be_visible()
    page.goto("/trends/training.volume_load?range=all")
    expect(page.locator(".verdict")).to_be_visible()

    page.goto("/data")
    with page.expect_download() as waited:
        page.get_by_role("link", name="Export everything").click()
    first = tmp_path / "first.json"
    waited.value.save_as(first)
    assert len(json.loads(first.read_bytes())["entries"]) > 100

    with run_server(tmp_path / "second", "serve") as second:
        second.run("user", "add", "eva@example.org", "--password-stdin", input=f"{PASSWORD}\n")
        second.run("import", "json", str(first), "--user", "eva@example.org")
        second.run("export", "--user", "eva@example.org", "--output", str(tmp_path / "again.json"))
    assert (tmp_path / "again.json").read_bytes() == first.read_bytes()
