"""What every page is made with: the started application, the words, the templates, the files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models.errors import UsageError
from models.money import Money
from service import promotions, switches
from service.actions.actor import Act, Actor
from service.actions.users import Visitor
from service.app import App
from web import show
from web.assets import Assets, find_assets
from web.words import Words, words_in

TEMPLATES = Path(__file__).resolve().parent / "templates"
#: Which framework dresses the console of a country; without its files the console is plain.
_THEMES = {"gb": ("govuk", "govuk/govuk-frontend.min.css"), "dk": ("dkfds", "dkfds/css/dkfds.min.css")}
#: htmx without anything that the content security policy forbids, and without a history that keeps pages in the browser.
_HTMX = {
    "allowEval": False,
    "allowScriptTags": False,
    "includeIndicatorStyles": False,
    "selfRequestsOnly": True,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "(403|409|422)", "swap": True, "error": False},
        {"code": "...", "swap": False, "error": True},
    ],
}


@dataclass(frozen=True, slots=True)
class Console:
    """The application with its pages."""

    app: App
    words: Words
    assets: Assets
    templates: Environment = field(repr=False)

    @property
    def language(self) -> str:
        """The council's language."""
        return self.words.language

    def page(self, request: Request, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """Render a page for whoever asks."""
        visitor: Visitor | None = getattr(request.state, "visitor", None)
        text = self.templates.get_template(name).render(
            visitor=visitor,
            may=partial(_may, visitor),
            kept=partial(_kept, request),
            **self._standing(),
            path=request.url.path,
            **context,
        )
        return HTMLResponse(text, status)

    def _standing(self) -> dict[str, object]:
        """Return what everybody is told on every page: what is stopped, and which rules were demoted."""
        with self.app.database.read() as session:
            found = {name: switches.stopped(session, name) for name in (switches.POSTING, switches.MAIL)}
            down = sorted(promotions.demoted(session))
        return {"stopped": {name: because for name, because in found.items() if because}, "demoted": down}


def _may(visitor: Visitor | None, act: str) -> bool:
    return visitor is not None and visitor.actor.may(Act(act))


def _kept(request: Request, action: str, name: str) -> str:
    """Return what was typed into a form whose answer this page is, so that a refusal makes nobody type twice."""
    form: FormData | None = getattr(request.state, "form", None)
    return Posted(form).text(name) if form is not None and request.url.path == action else ""


def make_console(app: App) -> Console:
    """Build what pages are made with."""
    words = words_in(app.tools.house.language)
    assets = find_assets()
    return Console(app, words, assets, _environment(app, words, assets))


def _environment(app: App, words: Words, assets: Assets) -> Environment:
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    theme, style = _THEMES.get(app.tools.pack.code.lower(), ("plain", ""))
    if not assets.has(style):
        theme, style = "plain", ""
    templates.globals |= {
        "t": words,
        "asset": assets.url,
        "has_asset": assets.has,
        "theme": theme,
        "theme_style": style,
        "language": words.language,
        "council": app.settings.council.name,
        "policy_mode": app.tools.policy.mode.value,
        "htmx_config": json.dumps(_HTMX),
        "icon": "data:,",
    }
    templates.filters |= _filters(app, words)
    return templates


def _filters(app: App, words: Words) -> dict[str, Any]:
    language, zone = words.language, app.tools.pack.time_zone

    def day(value: date | None) -> str:
        return show.show_day(value, language)

    def moment(value: datetime | None) -> str:
        return show.show_moment(value, language, zone)

    def utc(text: str) -> datetime:
        return datetime.fromisoformat(text)

    def age(value: datetime | None) -> str:
        return "" if value is None else show.show_age((app.tools.clock.now() - value).total_seconds(), language)

    def money(value: Money | None) -> str:
        return show.show_money(value, language)

    def amounts(sentence: str) -> str:
        return show.show_amounts(sentence, language)

    def number(value: str | None) -> str:
        return "" if value is None else show.show_decimal(value, language)

    return {
        "day": day,
        "moment": moment,
        "utc": utc,
        "age": age,
        "money": money,
        "number": number,
        "amounts": amounts,
        "said": words.said,
        "mask": show.mask,
        "percent": show.percent,
        "code_words": words.code,
    }


def console_of(request: Request) -> Console:
    """Return the console that serves this request."""
    console: Console = request.app.state.console
    return console


def visitor_of(request: Request) -> Visitor:
    """Return who is logged in; the guard has seen to it that somebody is."""
    visitor: Visitor = request.state.visitor
    return visitor


def actor_of(request: Request) -> Actor:
    """Return who acts."""
    return visitor_of(request).actor


@dataclass(frozen=True, slots=True)
class Posted:
    """The fields of a form."""

    data: FormData = field(repr=False)

    def text(self, name: str) -> str:
        """Return a field as text; a missing one is empty."""
        value = self.data.get(name)
        return value.strip() if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """Return a whole number; -1 where there is none, which is no version of anything."""
        value = self.text(name)
        return int(value) if value.isascii() and value.isdigit() and len(value) < 12 else -1

    def upload(self, name: str) -> bytes:
        """Return the bytes of a file that was sent along; nothing where there is none. They are foreign: only the sandbox reads them."""
        value = self.data.get(name)
        return value.file.read() if isinstance(value, UploadFile) else b""

    def texts(self, name: str) -> list[str]:
        """Return every value of a field."""
        return [value for value in self.data.getlist(name) if isinstance(value, str)]

    def starting(self, prefix: str) -> dict[str, str]:
        """Return the fields whose names begin so, by the rest of the name."""
        return {
            name[len(prefix) :]: value
            for name, value in self.data.items()
            if name.startswith(prefix) and isinstance(value, str)
        }


def posted(request: Request) -> Posted:
    """Return the form that the guard has read and checked."""
    return Posted(request.state.form)


Here = Annotated[Console, Depends(console_of)]
Who = Annotated[Actor, Depends(actor_of)]
Form = Annotated[Posted, Depends(posted)]
Query = Mapping[str, str]


def go(path: str) -> Response:
    """Send the browser on after a form: loading the page again repeats nothing."""
    return RedirectResponse(path, 303)


def safe_path(path: str) -> str:
    """Return a path of ours to go to after log-in; anything else leads to the start.

    >>> safe_path("/queue?state=held"), safe_path("//evil.example"), safe_path("https://evil.example")
    ('/queue?state=held', '/', '/')
    """
    if not path.startswith("/") or path.startswith(("//", "/\\")) or any(each in path for each in "\r\n\t\\"):
        return "/"
    return path[:500]


def read_day(text: str) -> date | None:
    """Read a day as browsers send it; nothing for nothing. Raises UsageError for anything else."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("Enter the day as YYYY-MM-DD, such as 2026-06-30.") from None
