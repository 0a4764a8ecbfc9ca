"""The console in a real Chromium: the keyboard alone, the content security policy, hostile texts, small screens, accessibility."""

from __future__ import annotations

import re
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from models import db
from models.contract import extraction_to_json
from service.mail_in import ingest_paths
from service.steps.decide import extraction_of
from tests.servers.browser import AXE
from tests.web.conftest import Window, World

pytestmark = pytest.mark.servers

HOSTILE = (
    "<script>window.pwn=1</script>",
    "<img src=x onerror=window.pwn=1>",
    '"><svg onload=window.pwn=1>',
    "'-window.pwn=1-'",
    "javascript:window.pwn=1",
    "<iframe srcdoc='<script>parent.pwn=1</script>'></iframe>",
    "{{ 7*7 }}{% raw %}",
    '<a href="javascript:window.pwn=1">pay</a>',
    "<style>@import'//evil.example/x'</style>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.pwn=1>",
    "<form action=//evil.example><button>go</button></form>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
)


def _pages(world: World) -> list[str]:
    """One page of each kind, with something on it."""
    payable = world.all(db.Document, db.Document.state == "in-review", db.Document.supplier_id.is_not(None))
    document, letters = payable[0], world.all(db.Letter)
    message = world.get(db.Message, document.message_id)
    cases = world.all(db.DpCase, db.DpCase.statement_id.is_not(None))
    replies = world.all(db.Document, db.Document.part == "body", db.Document.reason.like("reply%"))
    return [
        "/", "/queue", f"/documents/{document.id}", *(f"/documents/{each.id}" for each in replies[:1]),
        f"/documents/{document.id}/text", "/messages", f"/messages/{message.id}", "/outbox", *(f"/outbox/{each.id}" for each in letters[:1]),
        "/statements", *(f"/statements/{each.id}" for each in cases[:1]), f"/suppliers/{document.supplier_id}",
        *(f"/providers/{each.map_id}" for each in world.all(db.MapProvider)[:1]), "/check-sheet", "/bank", "/incidents", "/memory", "/disputes", "/anomalies", "/expected?show=all", "/shadow", "/promotions", "/samples", "/audit", "/switches", "/nothing",
    ]  # fmt: skip


def _doubtful(world: World) -> db.Document:
    """An invoice for which two grants fit, with two readings made doubtful, and decided about again."""
    document = world.document("several-grants")
    with world.app.database.write() as session:
        row = session.get_one(db.Document, document.id)
        extraction = extraction_of(row, world.app.tools)
        invoice = extraction.invoice
        (line,) = invoice.lines
        assert invoice.number
        assert line.amount
        line = replace(line, amount=line.amount.trust(0.6))
        invoice = replace(invoice, number=invoice.number.trust(0.5), lines=(line,))
        row.extraction = world.app.tools.vault.seal_json(extraction_to_json(replace(extraction, invoice=invoice)))
        row.state = "extracted"
    world.work()
    found: db.Document = world.get(db.Document, document.id)
    assert found.state == "in-review"
    return found


def _invoice(world: World, document: db.Document):
    return extraction_of(world.get(db.Document, document.id), world.app.tools).invoice


def _decided(window: Window) -> None:
    """Let the machine decide, and wait until the page shows it by itself."""
    expect(window.page.locator("#review[data-waits]")).to_be_visible()
    window.world.work()
    expect(window.page.locator("#review[data-waits]")).to_have_count(0)


def test_from_the_queue_to_the_posting_without_a_mouse(denmark, visit):
    document = _doubtful(denmark)
    window = visit(denmark)
    page = window.page
    window.go("/queue")
    window.tab_to(page.locator(f'a[href="/documents/{document.id}"]'))
    window.keys("Enter")

    expect(page.locator("#f-number")).to_be_focused()
    expect(page.locator(".af-box-now[data-for=f-number]")).to_be_visible()
    window.keys("Enter")
    expect(page.locator("#f-lines-0-amount")).to_be_focused()
    expect(page.locator(".af-box-now[data-for=f-lines-0-amount]")).to_be_visible()
    window.keys("Enter")
    expect(page.locator("#f-lines-0-grant")).to_be_focused()
    window.keys("Space", "ArrowDown")
    grant = page.locator("input[name='value.lines.0.grant']:checked").input_value()
    window.keys("Control+Enter")
    _decided(window)

    expect(page.locator(".af-chosen")).to_contain_text(grant)
    window.keys("Control+Enter")
    page.wait_for_url(lambda url: not url.endswith(f"/documents/{document.id}"))
    assert denmark.get(db.Document, document.id).state == "approved"
    (posting,) = denmark.all(db.Posting, db.Posting.invoice_number == document.invoice_number)
    assert posting.grant_id == grant
    invoice = _invoice(denmark, document)
    assert invoice.number.source.origin == invoice.lines[0].amount.source.origin == "person user:dev-reviewer"
    assert window.complaints == []


def test_the_next_task_opens_with_a_key_and_shows_what_to_look_at_first(denmark, visit):
    window = visit(denmark)
    window.go("/queue")

    window.keys("Alt+n")

    window.page.wait_for_url(re.compile(r"/documents/\d+$"))
    focused = window.page.evaluate("document.activeElement.matches('[data-check], .af-why-box')")
    assert focused, "the focus stands on nothing that a reviewer would begin with"


def test_keys_move_zoom_restore_and_explain_themselves(denmark, visit):
    document = _doubtful(denmark)
    window = visit(denmark)
    page = window.page
    window.open(document)

    window.keys("Enter", "Alt+PageUp")
    expect(page.locator("#f-number")).to_be_focused()
    page.keyboard.type("TYPED")
    window.keys("Escape")
    expect(page.locator("#f-number")).to_have_value(document.invoice_number)
    window.keys("F2")
    expect(page.locator("[data-paper]")).to_have_class(re.compile("af-zoomed"))
    window.keys("F1")
    expect(page.locator("#keys")).to_be_visible()
    window.keys("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_what_nobody_has_looked_at_is_shown_and_not_finished(denmark, visit):
    """A person must have looked: the key that finishes leads to the first field that nobody has checked, and says so."""
    document = _doubtful(denmark)
    window = visit(denmark)
    page = window.page
    window.open(document)
    expect(page.locator("#f-number")).to_be_focused()
    window.keys("Enter")
    page.locator("#next-task").focus()

    window.keys("Control+Enter")

    expect(page.locator("#f-lines-0-amount")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Mangler kontrol: 2")).to_be_visible()
    after = denmark.get(db.Document, document.id)
    assert (after.state, after.version) == (document.state, document.version)


def test_a_choice_among_grants_is_never_made_for_anybody(denmark, visit):
    document = denmark.document("several-grants")
    window = visit(denmark)
    page = window.page
    window.open(document)
    expect(page.locator("#f-lines-0-grant")).to_be_focused()

    window.keys("Enter")

    expect(page.locator("input[type=radio]:checked")).to_have_count(0)
    expect(page.locator("#said")).to_contain_text("Vælg en af bevillingerne")
    window.keys("Control+Enter")
    assert denmark.get(db.Document, document.id).version == document.version


def test_enter_pressed_by_habit_approves_nothing(denmark, visit):
    document = denmark.document("retro-adjustment")
    window = visit(denmark)
    window.open(document)
    expect(window.page.locator("#approve button")).to_be_visible()

    window.keys("Enter")
    window.page.wait_for_timeout(500)

    assert denmark.get(db.Document, document.id).state == "in-review"
    window.keys("Control+Enter")
    window.page.wait_for_url(lambda url: not url.endswith(f"/documents/{document.id}"))
    assert denmark.get(db.Document, document.id).state == "approved"


def test_holding_and_returning_need_no_mouse(denmark, visit):
    document = denmark.document("several-grants")
    window = visit(denmark)
    page = window.page
    window.open(document)

    window.tab_to(page.locator("summary", has_text="Sæt på hold"))
    window.keys("Enter", "Tab")
    page.keyboard.type("the case worker asks")
    window.keys("Enter")
    page.wait_for_url(f"{denmark.site.url}/documents/{document.id}")
    expect(page.locator(".af-case-state")).to_contain_text("på hold")
    assert denmark.get(db.Document, document.id).reason == "the case worker asks"

    window.tab_to(page.get_by_role("button", name="Returnér til leverandør"))
    window.keys("Enter")
    page.wait_for_url(lambda url: not url.endswith(f"/documents/{document.id}"))
    assert denmark.get(db.Document, document.id).state == "returned"


def test_a_click_on_the_page_leads_to_the_field_and_the_field_to_the_page(denmark, visit):
    document = denmark.document("several-grants")
    window = visit(denmark)
    page = window.page
    window.open(document)
    expect(page.locator("#f-number")).to_be_hidden()

    page.locator(".af-box[data-for=f-number]").click()
    expect(page.locator("#f-number")).to_be_focused()
    page.locator("#f-issued").click()

    expect(page.locator(".af-box-now")).to_have_count(1)
    expect(page.locator(".af-box-now[data-for=f-issued]")).to_be_visible()


def test_showing_names_loses_nothing_that_was_typed(denmark, visit):
    document = _doubtful(denmark)
    window = visit(denmark)
    page = window.page
    window.open(document)
    page.locator("#f-number").fill("HALF-DONE")
    page.locator("#f-lines-0-amount").press("Enter")
    page.locator("summary", has_text="Alle aflæsninger på linjen").click()

    page.locator("#f-lines-0-person").click()

    expect(page.locator("input#f-lines-0-person")).to_be_focused()
    assert page.locator("#f-lines-0-person").input_value() == _invoice(denmark, document).lines[0].person.value
    expect(page.locator("#f-number")).to_have_value("HALF-DONE")
    expect(page.locator("input[name=ok][value='lines.0.amount']")).to_be_checked()


def test_a_stale_tab_is_told_saves_nothing_and_loses_nothing(denmark, visit):
    document = _doubtful(denmark)
    first, second = visit(denmark, "reviewer"), visit(denmark, "approver")
    for window in (first, second):
        window.open(document)
    first.page.locator("#f-number").fill("THEIRS-1")
    first.page.locator("#save").click()
    _decided(first)

    second.page.locator("#f-number").fill("YOURS-2")
    second.page.locator("#save").click()

    alert = second.page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("THEIRS-1")
    expect(alert).to_contain_text("YOURS-2")
    assert _invoice(denmark, document).number.value == "THEIRS-1"
    second.page.get_by_role("button", name="Sæt ind").click()
    expect(second.page.locator("#f-number")).to_have_value("YOURS-2")


def test_the_reason_typed_in_a_stale_tab_is_still_there(denmark, visit):
    document = denmark.document("several-grants")
    first, second = visit(denmark, "reviewer"), visit(denmark, "approver")
    for window in (first, second):
        window.open(document)
        window.page.locator("summary", has_text="Sæt på hold").click()
    for window, because in ((first, "theirs"), (second, "a long reason that nobody types twice")):
        window.page.get_by_label("Hvad ventes").fill(because)
        window.page.get_by_label("Hvad ventes").press("Enter")
        window.page.wait_for_load_state("networkidle")

    expect(second.page.get_by_role("alert")).to_contain_text("a long reason that nobody types twice")
    assert denmark.get(db.Document, document.id).reason == "theirs"


def test_what_was_typed_is_not_left_behind_unasked(denmark, visit):
    document = denmark.document("several-grants")
    window = visit(denmark)
    window.open(document)
    window.page.locator(".af-box[data-for=f-number]").click()
    window.page.locator("#f-number").fill("TYPED")

    window.page.locator("#next-task").click()

    expect(window.page.locator("#said")).to_contain_text("ikke gemt")
    assert window.page.url.endswith(f"/documents/{document.id}")


@pytest.mark.parametrize("country", ["denmark", "england"])
def test_no_page_breaks_its_own_policy_or_reaches_elsewhere(open_world, visit, country):
    world = open_world(country)
    window = visit(world, "approver")
    for path in _pages(world):
        window.go(path)
        window.page.wait_for_load_state("networkidle")

    assert [said for said in window.complaints if "404" not in said] == []
    assert window.hosts() == {world.site.url.split("/")[2]}


@pytest.mark.parametrize("country", ["denmark", "england"])
def test_no_page_scrolls_sideways_at_320_pixels(open_world, visit, country):
    """WCAG 2.2, 1.4.10: tables may scroll in their own frame, the page may not."""
    world = open_world(country)
    window = visit(world, "approver", width=320)
    wide = {}
    for path in _pages(world):
        window.go(path)
        wide[path] = window.page.evaluate("document.documentElement.scrollWidth")

    assert {path: width for path, width in wide.items() if width > 320} == {}


@pytest.mark.parametrize("country", ["denmark", "england"])
def test_axe_finds_nothing(open_world, visit, country):
    assert AXE.is_file(), "vendor/ is not there: run `make setup`"
    world = open_world(country)
    window = visit(world, "approver")
    source = AXE.read_text(encoding="utf-8")
    found = {}
    for path in _pages(world):
        window.go(path)
        window.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        window.page.evaluate(source)
        result = window.page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        if result["violations"]:
            found[path] = [(each["id"], each["nodes"][0]["html"][:160]) for each in result["violations"]]

    assert found == {}


@pytest.mark.parametrize(("country", "language", "style"), [("denmark", "da", "dkfds"), ("england", "en", "govuk")])
def test_each_council_has_its_language_and_its_framework(open_world, visit, country, language, style):
    window = visit(open_world(country))

    assert window.page.locator("html").get_attribute("lang") == language
    assert style in (window.page.locator("body").get_attribute("class") or "")
    assert any(f"/{style}/" in url and url.endswith(".css") for url in window.reached), "its style was not loaded"


def _hostile_mail(folder: Path, number: int, text: str) -> Path:
    mail = EmailMessage()
    mail["From"] = "billing@elmcourt.example"
    mail["To"] = "faktura@kommune.example"
    mail["Subject"] = f"Invoice {text}"
    mail["Message-ID"] = f"<hostile-{number}@elmcourt.example>"
    mail["Date"] = "Fri, 03 Jul 2026 11:49:00 +0200"
    mail.set_content(f"Hello {text}")
    mail.add_alternative(f"<html><body><p>Hello {text}</p></body></html>", subtype="html")
    path = folder / f"hostile-{number}.eml"
    path.write_bytes(mail.as_bytes())
    return path


def test_nothing_that_strangers_wrote_runs_or_reaches_out(denmark, visit, tmp_path):
    """Hostile texts as supplier's name, in mail bodies and subjects, and among the readings of a document."""
    mails = [_hostile_mail(tmp_path, number, text) for number, text in enumerate(HOSTILE)]
    ingest_paths(denmark.app, mails, "faktura")
    denmark.work()
    document = denmark.document("several-grants")
    with denmark.app.database.write() as session:
        for number, supplier in enumerate(session.scalars(select(db.Supplier))):
            supplier.name = HOSTILE[number % len(HOSTILE)]
        row = session.get_one(db.Document, document.id)
        row.reason, row.invoice_number = HOSTILE[0], HOSTILE[1]
        for decision in session.scalars(select(db.Decision)):
            decision.explanation = HOSTILE[2]
            decision.would_match_if = HOSTILE[3]
    window = visit(denmark)
    page = window.page
    hostile = denmark.all(db.Message, db.Message.message_id.like("%hostile%"))
    assert len(hostile) == len(HOSTILE)

    paths = [f"/messages/{each.id}" for each in hostile] + [f"/messages/{each.id}/html" for each in hostile]
    for path in [*paths, "/queue", "/messages", f"/documents/{document.id}", f"/suppliers/{document.supplier_id}", "/"]:
        window.go(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("typeof window.pwn") == "undefined", path
        assert page.url == denmark.site.url + path, "the page was led away"

    assert not any("dialog" in said for said in window.complaints)
    assert window.hosts() == {denmark.site.url.split("/")[2]}


def test_everything_can_be_done_without_scripts(denmark, visit):
    """Corrected, chosen, matched again and approved: each step a form and a page, as on the oldest machine in the house."""
    document = _doubtful(denmark)
    window = visit(denmark, scripts=False)
    page = window.page
    window.go("/queue")
    page.locator(f'a[href="/documents/{document.id}"]').click()
    page.locator("#f-number").fill("BY-HAND-1")
    page.locator("input[name=ok][value='lines.0.amount']").check()
    page.locator("#f-lines-0-grant").check()
    page.locator("#save").click()
    expect(page.get_by_text("Matches igen")).to_be_visible()

    denmark.work()
    page.reload()
    page.locator("#approve button").click()

    page.wait_for_url(lambda url: not url.endswith(f"/documents/{document.id}"))
    invoice = _invoice(denmark, document)
    assert (invoice.number.value, invoice.lines[0].amount.confidence) == ("BY-HAND-1", 1.0)
    assert denmark.get(db.Document, document.id).state == "approved"
