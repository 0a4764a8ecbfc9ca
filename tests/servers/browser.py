"""A real Chromium for the tests, and the console served to it on a port of its own."""

from __future__ import annotations

import shutil
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from service.app import App
from tests.servers.smtp import free_port
from web.server import run

HINT = "Chromium is not installed. As root: apt-get install --no-install-recommends chromium"
AXE = Path(__file__).resolve().parents[2] / "vendor/axe/axe.min.js"
#: Nothing but what a test asks for: no first-run pages, no requests of the browser's own.
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@dataclass(frozen=True)
class Site:
    """The console as a browser finds it."""

    url: str
    app: App


def find_chromium() -> str:
    """Return the program; a test that needs it fails without it."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    raise RuntimeError(HINT)


@contextmanager
def browsing() -> Iterator[Browser]:
    """Start Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def serving(app: App, port: int) -> Iterator[Site]:
    """Serve the console in a thread until the test ends."""
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(app, stop), kwargs={"port": port}, name="console")
    thread.start()
    site = Site(f"http://127.0.0.1:{port}", app)
    try:
        _wait_for(site)
        yield site
    finally:
        stop.set()
        thread.join(timeout=20)


def _wait_for(site: Site) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"{site.url}/healthz", timeout=5) as answer:  # our own loopback address
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the console did not start")


__all__ = ["AXE", "HINT", "Site", "browsing", "find_chromium", "free_port", "serving"]
