"""A small council with a dozen sample mails worked through once, and the console over a copy of it for each test."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, expect
from sqlalchemy import select

from models import db
from service.actions import users
from service.actions.actor import Actor, Role
from service.app import App
from service.clock import MovableClock
from service.settings import Settings
from service.working import work_until_idle
from tests.servers.browser import Site, browsing, serving
from tests.servers.smtp import free_port
from tests.service.world import SAMPLES, app_in, import_all, run_all, settings_for

PASSWORD = "correct horse battery"
NOON = datetime(2026, 7, 20, 12, tzinfo=UTC)
#: What a browser says of a request that a page of ours makes.
OURS = {"sec-fetch-site": "same-origin"}

MAILS = {
    "denmark": ("01-", "02-", "06-", "13-", "14-", "15-", "16-", "17-", "27-", "33-", "50-", "53-"),
    "england": ("01-", "05-", "15-", "29-", "30-", "32-", "34-", "37-", "38-"),
}


@dataclass
class Desk:
    """A person at the console: sends forms as a browser would, without JavaScript."""

    client: httpx.Client
    login: str
    page: httpx.Response | None = field(default=None)

    def get(self, path: str) -> httpx.Response:
        self.page = self.client.get(path, follow_redirects=True)
        return self.page

    def hidden(self, name: str) -> str:
        """The value of a hidden field of the page."""
        assert self.page is not None
        found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', self.page.text)
        assert found, f"{name} is not on the page"
        return found[1].replace("&#34;", '"').replace("&amp;", "&").replace("&#39;", "'")

    def post(self, path: str, **data: Any) -> httpx.Response:
        """Send a form of the page: its token and version, and what was typed."""
        assert self.page is not None
        given = {"csrf": self.hidden("csrf")}
        if 'name="version"' in self.page.text:
            given["version"] = self.hidden("version")
        return self.client.post(path, data=given | data, headers=OURS, follow_redirects=False)

    def send(self, path: str, content: bytes, **data: Any) -> httpx.Response:
        """Send a form of the page with a file."""
        given = {"csrf": self.hidden("csrf")} | data
        files = {"file": ("bank.txt", content, "application/octet-stream")}
        return self.client.post(path, data=given, files=files, headers=OURS, follow_redirects=False)

    @property
    def actor(self) -> Actor:
        return Actor(self.login, frozenset({Role(self.login)}))


@dataclass
class World:
    """A started console over a worked council, with a clock that the test moves."""

    app: App
    clock: MovableClock
    site: Site
    clients: list[httpx.Client] = field(default_factory=list)

    def client(self, **headers: str) -> httpx.Client:
        client = httpx.Client(base_url=self.site.url, headers=headers, timeout=30)
        self.clients.append(client)
        return client

    def desk(self, role: str) -> Desk:
        """Somebody with this role, logged in."""
        client = self.client()
        with self.app.database.read() as session:
            known = session.scalars(select(db.User).where(db.User.login == role)).one_or_none()
        if known is None:
            self.add_user(role, role)
        answer = client.post("/login", data={"login": role, "password": PASSWORD}, headers=OURS, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return Desk(client, role)

    def add_user(self, login: str, *roles: str) -> None:
        users.add_user(
            self.app.database,
            login=login,
            name=login.capitalize(),
            roles=[Role(role) for role in roles],
            password=PASSWORD,
            now=self.clock.now(),
            by="test",
        )

    def work(self) -> None:
        """Do all the work there is."""
        work_until_idle(self.app)

    def document(self, reason: str, state: str = "in-review") -> db.Document:
        """The first document that is in a state for a reason."""
        with self.app.database.read() as session:
            query = select(db.Document).where(db.Document.state == state, db.Document.reason.like(f"%{reason}%"))
            found = session.scalars(query.order_by(db.Document.id)).first()
        assert found is not None, f"no document is {state} for {reason}"
        return found

    def get(self, table: type[Any], row_id: int) -> Any:
        with self.app.database.read() as session:
            return session.get_one(table, row_id)

    def all(self, table: type[Any], *where: Any) -> list[Any]:
        with self.app.database.read() as session:
            return list(session.scalars(select(table).where(*where)))


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Log in quickly: a test of its own holds the real cost (`test_passwords_are_dear_to_guess`)."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    hashed = cheap.hash("what nobody has")
    monkeypatch.setattr(users, "_hasher", lambda: cheap)
    monkeypatch.setattr(users, "_nobody", lambda: hashed)


@pytest.fixture(scope="session")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a council whose mails are worked through, made once."""
    made: dict[str, Path] = {}

    def folder_of(country: str) -> Path:
        if country not in made:
            folder = tmp_path_factory.mktemp(country)
            settings = _settings(folder, country)
            import_all(settings, country)
            mails = sorted(path for path in (SAMPLES / country / "mails").iterdir() if path.name.startswith(MAILS[country]))
            run_all(settings, mails, export=False)
            made[country] = folder
        return made[country]

    return folder_of


def _settings(folder: Path, country: str, **environ: str) -> Settings:
    given = {"AFSTEM__SENDER__AUTO_APPROVE": "", "AFSTEM__WEB__DEV_LOGIN": "true", **environ}
    return settings_for(folder, f"sqlite:///{folder}/afstem.db", country, **given)


@pytest.fixture
def open_world(worked: Callable[[str], Path], tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Start a console over a copy of a worked council."""
    with ExitStack() as stack:

        def start(country: str, **environ: str) -> World:
            folder = tmp_path / country
            shutil.copytree(worked(country), folder)
            app = stack.enter_context(app_in(_settings(folder, country, **environ)))
            clock = MovableClock(NOON)
            app = dataclasses.replace(app, tools=dataclasses.replace(app.tools, clock=clock))
            world = World(app, clock, stack.enter_context(serving(app, free_port())))
            stack.callback(lambda: [client.close() for client in world.clients])
            return world

        yield start


@pytest.fixture
def denmark(open_world: Callable[..., World]) -> World:
    return open_world("denmark")


@pytest.fixture
def england(open_world: Callable[..., World]) -> World:
    return open_world("england")


@dataclass
class Window:
    """One window on the console, with what its page complained of and whom it tried to reach."""

    page: Page
    world: World
    complaints: list[str] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.world.site.url + path)

    def open(self, document: db.Document) -> None:
        self.go(f"/documents/{document.id}")

    def keys(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)

    def tab_to(self, target: Locator) -> None:
        """Reach something as people do who have no mouse."""
        for _ in range(80):
            if target.evaluate("each => each === document.activeElement"):
                return
            self.keys("Tab")
        raise AssertionError("it cannot be reached with the Tab key")

    def hosts(self) -> set[str]:
        """Every host that the browser was asked to reach."""
        return {url.split("/", 3)[2] for url in self.reached if not url.startswith(("data:", "about:", "blob:"))}


Visit = Callable[..., Window]


#: How long a page may take to become what is expected; a machine that runs all tests at once is slow.
PATIENCE_MS = 20_000


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with browsing() as browser:
        yield browser


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Open windows on the console, each with somebody logged in."""
    contexts: list[BrowserContext] = []

    def open_window(world: World, role: str = "reviewer", *, width: int = 1280, scripts: bool = True) -> Window:
        context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        window = Window(page, world)

        def dismissed(dialog: Dialog) -> None:
            window.complaints.append(f"a dialog opened: {dialog.message}")
            dialog.dismiss()

        page.on("console", lambda said: window.complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: window.complaints.append(str(error)))
        page.on("request", lambda request: window.reached.append(request.url))
        page.on("dialog", dismissed)
        window.go("/login")
        page.locator(f"button[value={role}]").click()
        page.wait_for_url(f"{world.site.url}/")
        return window

    yield open_window
    for context in contexts:
        context.close()
