"""What a page sounds like: how well wordings of unseen writers are told apart, and how little the answer may do."""

from __future__ import annotations

import threading
from itertools import combinations

import pytest

from extract.kinds import find_kind
from extract.readers.pdf import pdf_pages
from extract.view import view_of
from extract.wording import classify, train
from extract.wording.classify import MODEL, scores, sounds_like
from extract.wording.examples import KINDS, SHARES, load
from models.invoice import DocumentKind


def test_writers_never_cross_shares():
    styles = {share: {each.style for each in load(share)} for share in SHARES}

    assert all(styles[one].isdisjoint(styles[other]) for one, other in combinations(SHARES, 2))
    assert all({each.kind for each in load(share)} == set(KINDS) for share in SHARES)
    assert all({each.language for each in load(share)} == {"da", "en"} for share in SHARES)


def test_it_speaks_on_half_of_what_unseen_writers_write_and_is_mostly_right():
    held_out = train.score(load("test"))

    assert held_out.spoke >= held_out.heard / 2
    assert held_out.right >= 0.85 * held_out.spoke


@pytest.mark.parametrize(
    "text",
    ["", "12 345,00 17-04-2026", "Lorem ipsum dolor sit amet consectetur", "Birkely Bosted ApS Strandgade 4"],
    ids=["nothing", "figures", "no language of ours", "a name and a street"],
)
def test_it_says_nothing_where_there_is_nothing_to_go_by(text):
    assert sounds_like(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            (
                "Sandager Bo CVR-nr. 99999999 Demostrup Kommune Så meget mangler endnu Faktura Dato Forfald Dage over Rest 4711 02-05-2026 "
                "01-06-2026 29 12.400,00 4718 09-05-2026 08-06-2026 22 3.100,00 Rykkergebyr 100,00 Betal senest 07-07-2026 reg. 9990"
            ),
            DocumentKind.REMINDER,
        ),
        (
            (
                "Sandager Bo Demostrup Kommune Konto 4471 i perioden Dato Bilag Debet Kredit Saldo primo 9.000,00 02-05-2026 Faktura "
                "4711 12.400,00 21.400,00 30-05-2026 Indbetaling 9.000,00 12.400,00 Saldo ultimo 12.400,00"
            ),
            DocumentKind.STATEMENT_OF_ACCOUNT,
        ),
        (
            (
                "Elm Court Care Ltd Company no. 99999999 Anytown Council Account 4471 Invoice Dated Due Days late Amount 88417 02/05/2026 "
                "01/06/2026 29 1,310.68 Total overdue 1,310.68 Please pay within 7 days Sort code 08-99-99"
            ),
            DocumentKind.REMINDER,
        ),
        (
            (
                "Elm Court Care Ltd Anytown Council Date Type Debit Credit Balance Brought forward 900.00 02/05/2026 Invoice 88417 1,310.68 "
                "2,210.68 30/05/2026 Payment 900.00 1,310.68 Closing balance 1,310.68"
            ),
            DocumentKind.STATEMENT_OF_ACCOUNT,
        ),
    ],
    ids=["Danish reminder", "Danish statement", "English reminder", "English statement"],
)
def test_a_page_that_asks_for_old_invoices_does_not_sound_like_one(text, kind):
    assert sounds_like(text) in {kind, None}


@pytest.mark.slow
def test_the_model_in_the_tree_is_the_one_that_the_data_give():
    again = train.fit(load("train"))

    for each in load("test"):
        ours, theirs = scores(each.text), scores(each.text, again)
        assert max(abs(ours[kind] - theirs[kind]) for kind in KINDS) < 0.02, each.text


def test_it_is_small():
    assert sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file()) < 1_000_000


@pytest.fixture
def seen(draw, danish):
    def look(*rows):
        pages, _ = pdf_pages(draw([[(40, text, *rest)] for text, *rest in rows]), danish)
        return view_of(pages, danish)

    return look


def heard(found):
    """Return what the wording said, without what the title did."""
    return tuple(name for name in found.evidence if name.startswith("worded"))


DEMAND = (
    ("Vi har endnu ikke modtaget jeres betaling af faktura 20417.",),
    ("Betal venligst hurtigst muligt, fristen er overskredet.",),
)


def test_a_clear_title_is_not_asked_about(seen):
    def ear(_text):
        raise AssertionError("a title that is clear needs no second voice")

    assert find_kind(seen(("FAKTURA", 18), ("Botilbud juni",)), ear).kind is DocumentKind.INVOICE


def test_wording_that_speaks_against_the_rules_takes_trust_away_and_decides_nothing(seen):
    found = find_kind(seen(*DEMAND))

    assert sounds_like(" ".join(text for (text,) in DEMAND)) is DocumentKind.REMINDER
    assert found.kind is DocumentKind.INVOICE, "one voice alone does not say what a document is"
    assert heard(found) == ("worded-otherwise",)


def test_wording_alone_never_says_what_a_document_is(seen):
    found = find_kind(seen(("Kære kommune",), ("Hilsen",)), lambda _text: DocumentKind.REMINDER)

    assert (found.kind, heard(found)) == (DocumentKind.OTHER, ("worded-otherwise",))


@pytest.mark.parametrize(
    ("said", "kind", "evidence"),
    [
        pytest.param(
            DocumentKind.REMITTANCE, DocumentKind.REMITTANCE, ("worded",), id="it decides between what both titles say"
        ),
        pytest.param(DocumentKind.STATEMENT_OF_ACCOUNT, DocumentKind.STATEMENT_OF_ACCOUNT, ("worded",), id="it agrees"),
        pytest.param(None, DocumentKind.STATEMENT_OF_ACCOUNT, (), id="it says nothing"),
        pytest.param(DocumentKind.REMINDER, DocumentKind.STATEMENT_OF_ACCOUNT, ("worded-otherwise",), id="no title says it"),
    ],
)
def test_between_two_titles_the_wording_decides(seen, said, kind, evidence):
    found = find_kind(seen(("Kontoudtog",), ("Betalingsadvis for juni måned",)), lambda _text: said)

    assert (found.kind, heard(found)) == (kind, evidence)


def test_wording_never_makes_a_document_one_that_is_paid_from(seen):
    view = seen(("Rykker vedr. faktura 20417",))
    before = find_kind(view, lambda _text: None)
    after = find_kind(view, lambda _text: DocumentKind.INVOICE)

    assert (before.kind, after.kind) == (DocumentKind.REMINDER, DocumentKind.REMINDER)
    assert heard(after) == ("worded-otherwise",)


@pytest.mark.parametrize(
    ("title", "said", "evidence"),
    [
        pytest.param(
            "Kreditnota til faktura 20417 af 1. juli", DocumentKind.INVOICE, (), id="but for its title it is worded as one"
        ),
        pytest.param(
            "Vedr. faktura 20417 af 1. juli", DocumentKind.CREDIT_NOTE, ("worded-otherwise",), id="money would go the wrong way"
        ),
    ],
)
def test_a_credit_note_may_sound_like_an_invoice_and_not_the_other_way_round(seen, title, said, evidence):
    assert heard(find_kind(seen((title,)), lambda _text: said)) == evidence


def test_a_kind_that_no_word_names_is_not_taken_from_the_wording_however_weak_the_words_are(seen):
    spoken = "Vi har som aftalt sendt jer en faktura for hver af de dage hvor hun var hos os"
    view = seen(*[("Dag efter dag",)] * 26, (spoken,))
    assert find_kind(view, lambda _: None).kind is DocumentKind.INVOICE

    found = find_kind(view, lambda _: DocumentKind.REMITTANCE)

    assert (found.kind, heard(found)) == (DocumentKind.INVOICE, ("worded-otherwise",))


@pytest.mark.parametrize(
    ("paying", "kind"),
    [("Sort code 08-99-99 Account 66374958", DocumentKind.INVOICE), ("With kind regards", DocumentKind.OTHER)],
    ids=["it says where to pay", "it does not"],
)
def test_a_page_without_a_title_that_sounds_like_a_bill_is_one_where_it_asks_to_be_paid(seen, paying, kind):
    view = seen(("We have looked after Rory in the afternoons as agreed",), ("Total to pay £240.00",), (paying,))

    assert find_kind(view, lambda _: DocumentKind.INVOICE).kind is kind
    assert find_kind(view, lambda _: None).kind is DocumentKind.OTHER


def test_the_classifier_is_loaded_beside_pages_that_take_long_and_not_beside_others(monkeypatch):
    loaded = threading.Event()
    monkeypatch.setattr(classify, "_model", loaded.set)
    monkeypatch.setattr(classify, "_is_loaded", lambda: False)
    monkeypatch.setattr(classify, "LONG", 60.0)
    with classify.loaded_meanwhile():
        pass
    assert not loaded.is_set()

    monkeypatch.setattr(classify, "LONG", 0.0)
    with classify.loaded_meanwhile():
        assert loaded.wait(30)


def test_no_thread_is_started_to_load_what_is_there(monkeypatch):
    monkeypatch.setattr(classify, "_is_loaded", lambda: True)
    monkeypatch.setattr(classify, "LONG", 0.0)
    before = threading.active_count()
    with classify.loaded_meanwhile():
        assert threading.active_count() == before
