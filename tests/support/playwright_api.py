"""What tests use of Playwright, imported only when a test runs: importing it takes as long as collecting a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Locator, Page, Request, expect, sync_playwright
else:
    Browser = Dialog = Locator = Page = Request = Any

    def expect(*found, **options):
        """Return what can be expected of a page or of a part of it."""
        from playwright.sync_api import expect as expect_now

        return expect_now(*found, **options)

    def sync_playwright():
        """Start Playwright."""
        from playwright.sync_api import sync_playwright as start_now

        return start_now()


__all__ = ["Browser", "Dialog", "Locator", "Page", "Request", "expect", "sync_playwright"]
