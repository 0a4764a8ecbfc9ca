"""The words of the console: one catalogue in two languages, and every text that a page asks for."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.memory.places import FIELDS
from models.codes import CODES
from models.direct_payment import Caution
from models.invoice import DocumentKind
from models.letter import LetterState
from models.reply import Intent
from models.statement import Category
from models.triage import SubjectClass
from outbound.letters import LETTERS
from reconcile.receipts import Fit
from service.workflow import TRANSITIONS
from web.views.fields import HEADER, LINE
from web.words import words_in

WEB = Path(__file__).resolve().parents[2] / "web"
EN, DA = words_in("en"), words_in("da")
_ASKED = re.compile(r"""(?:\bt|words)\(\s*"([a-z][A-Za-z0-9_.-]+)"\s*[,)]""")


def test_both_languages_have_the_same_texts():
    own = {key for key in EN.texts if not key.startswith("code.")}

    assert own == {key for key in DA.texts if not key.startswith("code.")}


def test_both_languages_put_the_same_facts_into_a_text():
    def facts(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    differing = [key for key in EN.texts if key in DA.texts and facts(EN.texts[key]) != facts(DA.texts[key])]

    assert differing == []


def test_every_text_that_a_page_names_is_there():
    asked = set()
    for path in (*WEB.rglob("*.html"), *WEB.rglob("*.py")):
        asked |= set(_ASKED.findall(path.read_text(encoding="utf-8")))

    assert len(asked) > 150
    assert sorted(asked - set(EN.texts)) == []


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param([f"state.{state}" for state in TRANSITIONS["document"]], id="states of documents"),
        pytest.param([f"message.{state}" for state in (*TRANSITIONS["message"], "sorted", "duplicate")], id="of messages"),
        pytest.param([f"letter.{state}" for state in LetterState], id="of letters"),
        pytest.param([f"case.{state}" for state in TRANSITIONS["case"]], id="of cases"),
        pytest.param([f"memory.state.{state}" for state in TRANSITIONS["anchor"]], id="of supplier memory"),
        pytest.param([f"field.{path}" for path in [*FIELDS - {"period"}, "period_start", "period_end"]], id="fields of memory"),
        pytest.param([f"kind.{kind}" for kind in DocumentKind], id="kinds of documents"),
        pytest.param([f"class.{name}" for name in SubjectClass], id="kinds of mail"),
        pytest.param([f"intent.{intent}" for intent in Intent], id="intents"),
        pytest.param([f"bank.fit.{fit}" for fit in Fit], id="fits of bookings"),
        pytest.param([f"caution.{kind}" for kind in Caution], id="cautions"),
        pytest.param([f"category.{category}" for category in Category], id="categories"),
        pytest.param([f"letter-kind.{letter.name}" for letter in LETTERS], id="letters"),
        pytest.param([f"field.{path}" for path in (*HEADER, *LINE)], id="fields"),
    ],
)
def test_everything_that_has_a_name_in_the_code_has_one_on_the_screen(keys):
    assert [key for key in keys if key not in EN.texts] == []


def test_every_reason_has_a_short_name_in_danish():
    assert [code.code for code in CODES if f"code.{code.code}" not in DA.texts] == []


def test_framework_classes_stand_in_one_place():
    """Only the kit knows what a button is called in either framework."""
    named = re.compile(r"govuk-[a-z]|button-primary|form-input|form-label")
    others = [path.name for path in WEB.rglob("*.html") if path.name != "kit.html" and named.search(path.read_text())]

    assert others == []


def test_pages_hold_nothing_that_the_policy_forbids():
    inline = re.compile(r"""<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:""", re.IGNORECASE)

    assert [path.name for path in WEB.rglob("*.html") if inline.search(path.read_text(encoding="utf-8"))] == []


SENTENCES = tomllib.loads((WEB / "words/sentences.da.toml").read_text(encoding="utf-8"))
#: What each fact is in a sentence that the service makes.
_HOLE = re.compile(r"\{[a-z_]+\}")


def _refusals(path: Path) -> Iterator[str]:
    """Yield the sentences with which an action refuses, facts left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in {"RefusedError", "NotAllowedError"}:
            continue
        for given in node.args:
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                yield given.value
            if isinstance(given, ast.JoinedStr):
                yield "".join(part.value if isinstance(part, ast.Constant) else "{fact}" for part in given.values)


@pytest.mark.parametrize(
    "name",
    ["documents", "letters", "stops", "cases", "commitments", "evidence", "memory", "incidents", "ways", "cautions", "bank"],
)
def test_what_a_button_refuses_is_said_in_danish_too(name):
    refusals = list(_refusals(WEB.parent / f"service/actions/{name}.py"))
    shown = {each: DA.said(each.replace("{fact}", "X1")) for each in refusals}

    assert refusals
    assert [
        each for each in refusals if shown[each] == each.replace("{fact}", "X1") and "{fact} has no switch" not in each
    ] == []


def test_translations_keep_every_fact():
    assert [each for each, danish in SENTENCES.items() if sorted(_HOLE.findall(each)) != sorted(_HOLE.findall(danish))] == []


def test_english_stays_as_it_was_said():
    assert EN.said("There is no amount to ask back.") == "There is no amount to ask back."
