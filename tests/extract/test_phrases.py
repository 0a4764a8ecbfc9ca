"""What sentences tell: what the rules read of them, and how little the marker beside the rules may do."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest

from countries.packs import DENMARK, ENGLAND
from extract.options import ReadOptions
from extract.phrases import train
from extract.phrases.examples import SHARES, load, phrasing
from extract.phrases.labels import Label
from extract.phrases.mark import MODEL, Span, mark
from extract.phrases.score import count
from extract.phrases.values import period_of
from extract.read import read_document
from extract.trust import MOST_ALONE
from models.invoice import Invoice

DANISH_MAIL = "Faktura nr. 20417\nFakturadato: 06-07-2026\n\n{}\n\nI alt {} kr.\n"
ENGLISH_MAIL = "Invoice no. 20417\nInvoice date: 06/07/2026\n\n{}\n\nTotal £{}\n"


@pytest.fixture
def by_rules(danish, english):
    """Return a function that reads a sentence in a mail by the rules alone."""

    def read(sentence: str, total: str, language: str = "da", *, marker: bool = False) -> Invoice:
        options = replace(danish if language == "da" else english, marker=marker)
        mail = (DANISH_MAIL if language == "da" else ENGLISH_MAIL).format(sentence, total)
        return read_document(mail.encode(), options=options).invoice

    return read


@pytest.mark.parametrize(
    ("sentence", "total", "language", "told"),
    [
        ("6 timer á 850 kr. for Ulla Jensen", "5.100,00", "da", (6, "hour", "850")),
        ("Aflastning, 3 nætter á 2.100,00 kr.", "6.300,00", "da", (3, "night", "2100.00")),
        ("7 gange hjælp til bad til 295 kr.", "2.065,00", "da", (7, "session", "295")),
        ("Respite for Mr A. Khan, 4 nights at £112.50", "450.00", "en", (4, "night", "112.50")),
        ("7 welfare checks at £9.75", "68.25", "en", (7, None, "9.75")),
    ],
)
def test_a_price_in_a_sentence_is_for_one_and_no_amount(by_rules, sentence, total, language, told):
    [line] = by_rules(sentence, total, language).lines

    assert (line.quantity.value, line.unit and line.unit.value, line.unit_price.value) == (told[0], told[1], Decimal(told[2]))
    assert line.amount is None, "what the line comes to is not written"


def test_the_price_of_one_single_thing_is_what_it_comes_to(by_rules):
    [line] = by_rules("Ophold juni 2026, 1 md. á 17.300,00 kr.", "17.300,00").lines

    assert line.amount.value == Decimal("17300.00")


def test_an_amount_behind_a_product_is_the_amount(by_rules):
    [line] = by_rules("6 timer á 850,00 kr., i alt 5.100,00 kr.", "5.100,00").lines

    assert (line.quantity.value, line.unit_price.value, line.amount.value) == (6, 850, 5100)


@pytest.mark.parametrize(
    "sentence",
    ["Ring på 33 44 55 66 fra 4 dage til 6", "Vi har åbent 5 dage om ugen til august", "Skovvej 12 ligger ved nr. 40"],
)
def test_numbers_in_a_sentence_are_no_line(by_rules, sentence):
    # The bill's one line is its only sum, and the sentence says nothing of it.
    [line] = by_rules(sentence, "100,00").lines

    assert (line.quantity, line.unit, line.unit_price, line.text) == (None, None, None, None)
    assert line.amount.value == Decimal(100)


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("6 timer á 850 kr. for Ulla Jensen (ID 607733) i uge 12", "607733"),
        ("6 timer á 850 kr. for Ulla Jensen, ID 607733", "607733"),
        ("6 timer á 850 kr. for Sandager ApS (ID 607733) og flere", None),
        ("6 timer á 850 kr. Ulla (ID 607733) og Bo (ID 607734)", None),
    ],
)
def test_a_number_beside_a_name_is_the_persons(by_rules, sentence, number):
    [line] = by_rules(sentence, "5.100,00").lines

    strict = line.person if line.person and "shape-strict" in line.person.evidence else None
    assert (strict.value if strict else None) == number


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("Regningen gælder ophold for Ulla Jensen (ID 607733) i juni", "607733"),
        ("Regningen gælder Ulla Jensen (ID 607733) og Bo Lind (ID 607734)", None),
        ("Sandager Bo, ID 607733", None),
    ],
)
def test_a_sentence_says_whom_the_whole_bill_is_about(danish, sentence, number):
    mail = DANISH_MAIL.format(f"{sentence}\n\nYdelse   Beløb\nOphold juni 2026   500,00", "500,00")
    person = read_document(mail.encode(), options=danish).invoice.person

    assert (person.value if person else None) == number


@pytest.mark.parametrize("head", ["Resident: Ulla Jensen", "Beboer: Ulla Jensen"])
def test_a_reference_under_a_name_is_that_persons(english, head):
    mail = f"Invoice no. 20417\nInvoice date: 06/07/2026\n\n{head}\nRef: 607733\n\nRespite June 2026   £500.00\nTotal £500.00\n"
    invoice = read_document(mail.encode(), options=english).invoice

    assert invoice.buyer_reference is None
    assert invoice.person.value == "607733"


def test_a_reference_that_stands_by_itself_is_the_buyers(danish):
    mail = "Faktura nr. 20417\nFakturadato: 06-07-2026\nRef: NN1207\n\nOphold juni 2026   500,00\nI alt 500,00\n"

    assert read_document(mail.encode(), options=danish).invoice.buyer_reference.value == "NN1207"


# --- the marker -------------------------------------------------------------------------------------------------------


def test_writers_never_cross_shares():
    styles = {share: {each.style for each in load(share)} for share in SHARES}

    assert all(styles[one].isdisjoint(styles[other]) for one, other in combinations(SHARES, 2))
    assert all({each.language for each in load(share)} == {"da", "en"} for share in SHARES)
    assert len(load("test")) >= 150


def test_no_name_of_the_held_out_phrasings_was_trained_on():
    known = {name.casefold() for kind, names in train.lists().items() if kind.split()[0] in {"first", "last"} for name in names}
    names = {name.split()[-1].casefold() for each in load("test") for name in each.texts(Label.PERSON) if " " in name}

    assert len(names & known) <= 0.2 * len(names)


@pytest.fixture(scope="module")
def counted():
    def read(marker):
        packs = {"da": DENMARK, "en": ENGLAND}
        return lambda data, language: read_document(
            data, options=ReadOptions(packs[language], tuple(packs.values()), marker=marker)
        )

    return {marker: count(load("test"), read(marker)) for marker in (False, True)}


@pytest.mark.parametrize("label", [Label.PERSON, Label.PERSON_ID, Label.PERIOD, Label.UNITS, Label.PRICE])
def test_with_the_marker_more_of_what_unseen_writers_write_is_read(counted, label):
    alone, both = counted[False][label], counted[True][label]

    assert both["right"] > alone["right"]
    assert both["right"] >= 4 * (both["wrong"] + both["invented"])


def test_nothing_wrong_is_sure_and_the_marker_makes_nothing_sure(counted):
    for label in counted[True]:
        assert counted[True][label]["sure wrong"] == 0
        assert counted[True][label]["sure"] <= counted[False][label]["sure"]


def marks(text, *found):
    """Return a marker that says this of a text, as `(label, words)`, and nothing of any other."""
    spans = [Span(label, text.index(words), text.index(words) + len(words), 1.0) for label, words in found]
    return lambda heard: spans if heard == text else []


@pytest.fixture
def heard(danish, monkeypatch):
    """Return a function that reads a sentence with a marker that says what it is told to."""
    from extract.phrases import vote

    def read(body, total, *found, on=None):
        monkeypatch.setitem(vote.with_marks.__kwdefaults__, "listen", marks(on or body, *found))
        return read_document(DANISH_MAIL.format(body, total).encode(), options=danish).invoice

    return read


SENTENCE = "Der blev brugt 5 timer hos Bo Lind, nummer 611204, i uge 12, og vi tager 345 kr. som altid"


def test_what_only_the_marker_says_is_proposed_and_below_even_odds(heard):
    [line] = heard(
        SENTENCE,
        "1.725,00",
        (Label.PERSON, "Bo Lind"),
        (Label.UNITS, "5 timer"),
        (Label.PERIOD, "i uge 12"),
        (Label.PRICE, "345 kr."),
    ).lines

    assert (line.person_name.value, line.quantity.value, line.unit.value, line.unit_price.value) == ("Bo Lind", 5, "hour", 345)
    assert (line.period_start.value, line.period_end.value) == (date(2026, 3, 16), date(2026, 3, 22))
    assert all(each.confidence <= MOST_ALONE for each in (line.person_name, line.quantity, line.unit_price))


def test_a_word_in_small_letters_among_larger_ones_is_no_name(heard):
    [line] = heard(SENTENCE, "1.725,00", (Label.PERSON, "brugt"), (Label.PRICE, "345 kr.")).lines

    assert line.person_name is None


def test_a_sentence_without_a_sum_of_its_own_is_no_line(heard):
    assert heard(SENTENCE, "1.725,00", (Label.PERSON, "Bo Lind"), (Label.UNITS, "5 timer")).lines == ()


def test_a_period_that_no_rule_can_read_gives_nothing(heard):
    sentence = "Der blev brugt 5 timer resten af juni til 345 kr. i timen"
    [line] = heard(sentence, "1.725,00", (Label.PERIOD, "resten af juni"), (Label.PRICE, "345 kr.")).lines

    assert line.period_start is None


def test_where_the_marker_reads_another_value_trust_falls(heard):
    sentence = "6 timer á 850 kr. for Bo Lind i uge 12"
    plain, doubted = (
        heard(sentence, "5.100,00", *said).lines[0].quantity.confidence
        for said in ((), ((Label.UNITS, "12"), (Label.PRICE, "850 kr.")))
    )

    assert doubted < plain


def test_the_marker_neither_adds_to_nor_doubts_what_adds_up(heard):
    sentence = "Aflastning for Bo Lind 6 timer á 850,00 kr., i alt 5.100,00 kr."
    plain, doubted, agreed = (
        heard(sentence, "5.100,00", *said).lines[0].amount.confidence
        for said in ((), ((Label.PRICE, "5.100,00 kr."),), ((Label.AMOUNT, "5.100,00 kr."),))
    )

    assert plain == doubted == agreed


def test_what_times_the_quantity_makes_the_printed_sum_is_a_price_whatever_the_marker_calls_it(heard):
    [line] = heard(SENTENCE, "1.725,00", (Label.UNITS, "5 timer"), (Label.AMOUNT, "345 kr.")).lines

    assert (line.unit_price.value, line.amount) == (345, None)


def test_where_nothing_is_counted_the_printed_sum_is_no_price_of_one(heard):
    sentence = "Jeg tillader mig at bede om honorar for udredningen af Bo Lind med 1.725,00 kr. som aftalt"
    [line] = heard(sentence, "1.725,00", (Label.PERSON, "Bo Lind"), (Label.PRICE, "1.725,00 kr.")).lines

    assert (line.unit_price, line.quantity, line.amount.value) == (None, None, 1725)
    assert line.amount.confidence <= MOST_ALONE


def test_a_line_whose_amount_is_read_is_given_no_quantity_that_no_rule_sees(heard):
    sentence = "Der gik fem timer til indkøb for Bo Lind, i alt 1.725,00 kr."
    [line] = heard(sentence, "1.725,00", (Label.UNITS, "fem timer"), (Label.PERSON, "Bo Lind")).lines

    assert (line.amount.value, line.quantity) == (1725, None)
    assert line.person_name.value == "Bo Lind"


def test_the_person_of_the_document_is_not_replaced_by_one_that_only_the_marker_sees(heard):
    sentence = "Vi har haft Bo her i 5 timer, sag C-60333, og vi tager 345 kr. som altid"
    invoice = heard(
        f"{sentence}\n\nBorger: 150331-4203", "1.725,00", (Label.PERSON_ID, "C-60333"), (Label.PRICE, "345 kr."), on=sentence
    )

    assert invoice.person.value == "150331-4203"
    assert all(line.person is None for line in invoice.lines)


def test_tables_never_wake_the_marker(draw, danish, monkeypatch):
    from extract.phrases import vote

    def ear(_text):
        raise AssertionError("a table needs no second voice")

    monkeypatch.setitem(vote.with_marks.__kwdefaults__, "listen", ear)
    head = [(40, "Ydelse"), (300, "Antal"), (400, "Pris"), (500, "Beløb")]
    rows = [
        [(40, "FAKTURA 20417")],
        head,
        [(40, "Ophold for Bo Lind i juni måned"), (300, "2"), (400, "500,00"), (500, "1.000,00")],
    ]
    invoice = read_document(draw([*rows, [(40, "I alt"), (500, "1.000,00")]]), options=danish).invoice

    assert len(invoice.lines) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("i uge 12 og 13", "2026-03-16/2026-03-29"),
        ("den 14. juni", "2026-06-14/2026-06-14"),
        ("første halvdel af juni", "2026-06-01/2026-06-15"),
        ("between 3 and 20 June", "2026-06-03/2026-06-20"),
        ("w/c 2 March", "2026-03-02/2026-03-08"),
        ("fortnight ending 21 June", "2026-06-08/2026-06-21"),
        ("resten af juni", None),
        ("first week of June", None),
        ("fra 12. maj", None),
        ("uge 12 og 15", None),
        ("the autumn term", None),
    ],
)
def test_a_marked_period_is_read_whole_or_not_at_all(danish, english, text, said):
    months = {**ENGLAND.labels.months, **DENMARK.labels.months}
    found = period_of(text, months, 2026)

    assert (str(found) if found else None) == said


@pytest.mark.parametrize("text", ["", "12 345,00 17-04-2026", "..."], ids=["nothing", "figures", "marks"])
def test_the_marker_says_nothing_where_there_is_nothing_to_go_by(text):
    assert mark(text) == []


def test_the_model_in_the_tree_comes_from_the_data_in_the_tree():
    assert json.loads((MODEL / "meta.json").read_text(encoding="utf-8"))["trained_on"] == train.fingerprint()


@pytest.mark.slow
def test_trained_again_on_whatever_processor_the_marker_is_as_good():
    # Digits that differ from one kind of processor to the next move a few marks, so what is compared is how many are right.
    kept, again = train.score(load("tune")), train.score(load("tune"), train.fit(load("train")))

    for label, (there, marked, right) in kept.items():
        assert again[label][0] == there
        assert abs(again[label][1] - marked) <= 4, label
        assert abs(again[label][2] - right) <= 3, label


def test_it_is_small():
    assert sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file()) < 1_500_000


def test_a_phrasing_is_read_from_its_marked_form():
    found = phrasing("<units 6 timer> i <period uge 12=2026-03-16/2026-03-22>")

    assert found.text == "6 timer i uge 12"
    assert [str(each.period) for each in found.spans] == ["None", "2026-03-16/2026-03-22"]
