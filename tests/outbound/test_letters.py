"""Every letter in every language: whole, calm, naming nobody in the subject, and the same facts in text and HTML."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.codes import CODES
from models.decision import Decision, Verdict
from models.document import ReaderName, Reading, Source
from models.errors import UsageError
from models.finding import Finding, Severity
from models.grant import Person, Supplier
from models.invoice import DocumentKind, Extraction, Invoice
from models.money import Money
from models.period import Period
from outbound.corrections import SILENT_CODES, DisputedLine, Fault, InvoiceCorrection, build_correction
from outbound.facts import Workings
from outbound.house import BankDetails, House
from outbound.letters import LETTERS, draft_letter, get_letter
from outbound.notices import DpNotice, SocialWorkNotice
from outbound.privacy import has_personal_number
from outbound.provider_letters import BankDetailsAnswer, MapSurplus, ReturnBy, StatementRequest, SurplusCase, WantedStatement
from outbound.reminders import SurplusReminder, Unanswered
from outbound.render import LONGEST_SUBJECT, LetterRefused, render_letter
from outbound.supplier_letters import Expected, ExpectedInvoices, Receipt
from outbound.templating import HERE, letter_environment

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
QUARTER = Period(date(2026, 4, 1), date(2026, 6, 30))
ENVIRONMENT = letter_environment()

HOUSE = House(
    council="Anytown Council",
    team="Adult Social Care Finance",
    email="asc.finance@anytown.example",
    phone="01632 960123",
    secure_channel="our secure mailbox (secure@anytown.example)",
    e_invoice_address="5790000123452",
    complaints="write to the complaints team, complaints@anytown.example, and after that to the Ombudsman",
    bank=BankDetails("Anytown Council", (("Sort code", "08-99-99"), ("Account number", "66374958")), "anytown.example/pay"),
)


def pounds(amount: str) -> Money:
    return Money.of(amount, "GBP")


def kroner(amount: str) -> Money:
    return Money.of(amount, "DKK")


WORKINGS = Workings(
    period=QUARTER,
    closing=pounds("3387.42"),
    allowable_rule="4 weeks of the gross budget (£475.70 a week)",
    allowable=pounds("1902.80"),
    committed=pounds("399.60"),
    surplus=pounds("1085.02"),
    client_refund=pounds("0.00"),
    council_surplus=pounds("1085.02"),
)
NAMES = ("Amy Marsh", "Tunde Okafor", "Karen Holm")

TOO_HIGH = Fault(
    "amount-too-high",
    (("billed", "68389.00"), ("expected", "67290.00"), ("workings", "30 × 2243.00"), ("difference", "1099.00")),
)
NO_PERSON = Fault("no-citizen", (("line", "3"),))

CORRECTION = InvoiceCorrection(
    house=HOUSE,
    supplier_id="S1",
    document="ab12",
    currency="DKK",
    reply_by=date(2026, 7, 15),
    number="20417",
    issued=date(2026, 6, 30),
    total=kroner("160937.00"),
    lines=(
        DisputedLine(1, (TOO_HIGH,), "K. H., 150331-xxxx", JUNE, kroner("68389.00"), kroner("67290.00")),
        DisputedLine(3, (NO_PERSON,), amount=kroner("18557.00")),
    ),
    names=NAMES,
)

#: One good set of facts for each letter.
GOOD: dict[str, Any] = {
    "invoice-correction": CORRECTION,
    "receipt": Receipt(HOUSE, "S1", "ab12", date(2026, 7, 1), "20417", kroner("67290.00")),
    "expected-invoice": ExpectedInvoices(
        HOUSE,
        "S1",
        (Expected("K. H., 150331-xxxx", "Botilbud", JUNE, kroner("67290.00")), Expected("A. M., 1234567", "Residential", JUNE)),
        date(2026, 7, 31),
        date(2026, 7, 20),
        names=NAMES,
    ),
    "map-surplus": MapSurplus(
        HOUSE,
        "M1",
        "Sunrise Accounts",
        (
            SurplusCase("A1", "A. M., 1234567", WORKINGS, ReturnBy.BANK_TRANSFER, "DPS-1234567-0042", "00981"),
            SurplusCase(
                "A2",
                "T. O., 1234890",
                replace(WORKINGS, client_refund=pounds("85.02"), council_surplus=pounds("1000.00")),
                ReturnBy.INVOICE,
                "DPS-1234890-0043",
            ),
        ),
        "4 weeks of the gross budget, in force from 2026-04-01",
        date(2026, 7, 29),
        date(2026, 8, 12),
        names=NAMES,
    ),
    "dp-notice": DpNotice(
        HOUSE,
        "A1",
        "DPS-1234567-0042",
        "A. M., 1234567",
        WORKINGS,
        not_before=date(2026, 8, 12),
        query_by=date(2026, 8, 11),
        greeting="Mr Marsh",
        names=NAMES,
    ),
    "social-work-notice": SocialWorkNotice(
        HOUSE,
        "A1",
        "DPS-1234567-0042",
        "A. M., 1234567",
        QUARTER,
        pounds("3387.42"),
        ("£1,085.02 is above what the account may hold.", "Less than half of the budget was used for two periods."),
        date(2026, 7, 29),
        pounds("1085.02"),
        "https://afstem.anytown.example/accounts/17",
        names=NAMES,
    ),
    "statement-request": StatementRequest(
        HOUSE,
        "M1",
        "Sunrise Accounts",
        (WantedStatement("A1", "A. M., 1234567", QUARTER, "00981"), WantedStatement("A2", "T. O., 1234890", QUARTER)),
        date(2026, 7, 21),
        names=NAMES,
    ),
    "statement-reminder": StatementRequest(
        HOUSE,
        "M1",
        "Sunrise Accounts",
        (WantedStatement("A1", "A. M., 1234567", QUARTER, "00981"),),
        date(2026, 8, 4),
        reminder=1,
        first_asked=date(2026, 7, 1),
        names=NAMES,
    ),
    "surplus-reminder": SurplusReminder(
        HOUSE,
        "M1",
        "Sunrise Accounts",
        (Unanswered("A1", "A. M., 1234567", pounds("1085.02"), "DPS-1234567-0042", "00981"),),
        first_asked=date(2026, 7, 6),
        reply_by=date(2026, 8, 3),
        reminder=1,
        names=NAMES,
    ),
    "bank-details-answer": BankDetailsAnswer(HOUSE, "M1", "<q1@sunrise.example>", ("DPS-1234567-0042",)),
}
EVERY = [(letter.name, language) for letter in LETTERS for language in letter.languages]


def render(name: str, language: str, facts: Any = None, token: str | None = "000C-N3CCSTT9"):
    draft = draft_letter(name, facts or GOOD[name], to="office@x.example", language=language)
    return render_letter(draft, ENVIRONMENT, token)


class Text(HTMLParser):
    """The words of a page, and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._hidden += tag in {"style", "title"}

    def handle_endtag(self, tag):
        self._hidden -= tag in {"style", "title"}

    def handle_data(self, data):
        if not self._hidden:
            self.words += data.split()


def test_every_letter_has_its_templates_and_every_template_its_letter():
    folders = {path.name for path in HERE.iterdir() if path.is_dir()}

    assert folders == {letter.name for letter in LETTERS} == set(GOOD)
    for letter in LETTERS:
        for language in letter.languages:
            parts = {path.name for path in (HERE / letter.name / language).iterdir()}
            assert parts == {"subject.txt", "body.txt", "body.html"}
        assert {path.name for path in (HERE / letter.name).iterdir()} == set(letter.languages)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_good_letter_is_made(name, language):
    letter = render(name, language)

    assert 10 < len(letter.subject) <= LONGEST_SUBJECT
    assert "000C-N3CCSTT9" in letter.text
    assert "000C-N3CCSTT9" in letter.html
    assert HOUSE.council in letter.text
    assert "None" not in letter.text + letter.html
    assert "  \n" not in letter.text
    assert "\n\n\n" not in letter.text
    assert not any(name in letter.subject for name in NAMES)
    assert not has_personal_number(letter.subject + letter.text)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_the_page_is_plain_and_accessible(name, language):
    page = Text(render(name, language).html)
    tags = [tag for tag, _ in page.tags]

    assert tags.count("h1") == 1
    assert page.tags[0] == ("html", {"lang": language})
    assert not {"script", "img", "link", "iframe", "object", "form", "a"} & set(tags)
    assert not any("src" in attrs or "onclick" in attrs for _, attrs in page.tags)
    assert all("scope" in attrs for tag, attrs in page.tags if tag == "th")
    assert "http" not in render(name, language).html.replace("https://afstem.anytown.example", "")


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_the_page_and_the_text_say_the_same_figures(name, language):
    letter = render(name, language)
    page = " ".join(Text(letter.html).words)
    figures = {value for value in _texts(GOOD_CONTEXTS[name, language]) if any(char.isdigit() for char in value)}

    assert figures
    for figure in figures:
        shown = " ".join(figure.split())
        assert shown.lower() in " ".join(letter.text.split()).lower(), f"{figure} is not in the text"
        assert shown.lower() in page.lower(), f"{figure} is not on the page"


def _texts(value: Any):
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


GOOD_CONTEXTS = {}
for _name, _language in EVERY:
    _draft = draft_letter(_name, GOOD[_name], to="office@x.example", language=_language)
    GOOD_CONTEXTS[_name, _language] = {
        key: value
        for key, value in _draft.context.items()
        if key not in {"reminder", "e_invoice_address"} or (_language == "da" and key == "e_invoice_address")
    }


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_context_is_plain_data_that_passes_through_json(name, language):
    draft = draft_letter(name, GOOD[name], to="office@x.example", language=language)

    assert json.loads(json.dumps(draft.context)) == draft.context
    assert json.loads(json.dumps(draft.about)) == draft.about


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_fact_that_is_not_given_stops_the_letter(name, language):
    draft = draft_letter(name, GOOD[name], to="office@x.example", language=language)
    shown = [key for key, value in draft.context.items() if value and _is_shown(name, language, key)]

    assert len(shown) >= 2
    for key in shown:
        less = {other: value for other, value in draft.context.items() if other != key}
        with pytest.raises(LetterRefused, match="not given"):
            render_letter(replace(draft, context=less), ENVIRONMENT)


def _is_shown(name: str, language: str, key: str) -> bool:
    import re

    folder = HERE / name / language
    return any(re.search(rf"{{[{{%][^}}]*\b{key}\b", path.read_text(encoding="utf-8")) for path in folder.iterdir())


@pytest.mark.parametrize("name", sorted(GOOD))
def test_the_same_act_gives_the_same_key_and_another_one_another(name):
    facts = GOOD[name]
    first = draft_letter(name, facts, to="a@x.example", language="en").dedupe_key

    assert first == draft_letter(name, facts, to="b@x.example", language="da").dedupe_key
    assert len(first) <= 200
    changed = {"document": "cd34", "asked_on": date(2026, 7, 21), "reference": "DPS-9", "asked_in": "<q2@x>", "map_id": "M2"}
    names = {field.name for field in fields(facts)}
    if name == "social-work-notice":
        other = replace(facts, period=JUNE)
    else:
        other = replace(facts, **{key: value for key, value in changed.items() if key in names})
    assert draft_letter(name, other, to="a@x.example", language="en").dedupe_key != first


def test_a_letter_about_very_many_accounts_still_has_a_short_key():
    many = tuple(replace(GOOD["map-surplus"].cases[0], reference=f"DPS-{number}") for number in range(200))
    draft = draft_letter("map-surplus", replace(GOOD["map-surplus"], cases=many), to="a@x.example", language="en")

    assert len(draft.dedupe_key) <= 200


def test_a_letter_not_written_in_a_language_is_written_in_its_own():
    assert draft_letter("dp-notice", GOOD["dp-notice"], to="a@x.example", language="da").language == "en"


def test_demands_for_money_are_never_sent_again_by_themselves():
    assert not any(letter.repeatable for letter in LETTERS if letter.about_money)
    assert not draft_letter("map-surplus", GOOD["map-surplus"], to="a@x.example", language="en").repeatable


# --- the correction letter ---------------------------------------------------------------------------------------


def test_all_faults_of_an_invoice_stand_in_one_letter():
    letter = render("invoice-correction", "en")

    assert letter.subject == "Invoice 20417 - correction needed"
    for shown in (
        "30 June 2026",
        "DKK 160,937.00",
        "K. H., 150331-xxxx",
        "1 June to 30 June 2026",
        "15 July 2026",
        "whole invoice",
    ):
        assert shown.lower() in letter.text.lower()
    assert "Line 1 bills 68,389.00; 67,290.00 is granted (30 × 2243.00)." in letter.text
    assert "Line 3 does not say which person" in letter.text


def test_the_danish_letter_asks_for_a_credit_note_and_a_new_invoice_through_nemhandel():
    letter = render("invoice-correction", "da")

    assert letter.subject == "Faktura 20417 - skal rettes"
    assert "kreditnota på hele fakturaen og en ny, rettet faktura" in letter.text
    assert "NemHandel til EAN 5790000123452" in letter.text
    assert "160.937,00 kr." in letter.text
    assert "SENEST 15. JULI 2026" in letter.text


def test_undisputed_lines_are_said_to_be_paid():
    facts = replace(CORRECTION, paid_lines=(2,), paid=kroner("75090.00"), open_lines=(4, 5))
    letter = render("invoice-correction", "en", facts)

    assert "We do not dispute line 2 (DKK 75,090.00): it will be paid" in letter.text
    assert "still checking lines 4 and 5 ourselves" in letter.text
    assert "the lines above are disputed" in letter.text
    assert "whole invoice" not in letter.text


@pytest.mark.parametrize("number", ["150331-4203", "9991234578", "X" * 41])
def test_a_number_that_may_be_a_persons_or_is_too_long_stays_out_of_the_subject(number):
    letter = render("invoice-correction", "en", replace(CORRECTION, number=number))

    assert letter.subject == "Invoice without a usable number - correction needed"
    assert not has_personal_number(letter.text + letter.html)


def test_a_sentence_that_lacks_a_fact_stops_the_letter():
    bare = replace(CORRECTION, lines=(DisputedLine(1, (Fault("amount-too-high"),)),))

    with pytest.raises(LetterRefused, match="lacks a fact"):
        render("invoice-correction", "en", bare)


@pytest.mark.parametrize("code", [code.code for code in CODES if code.mails])
@pytest.mark.parametrize("language", ["en", "da"])
def test_every_reason_that_is_for_suppliers_can_be_told(code, language):
    import re

    entry = next(each for each in CODES if each.code == code)
    names = set(re.findall(r"{(\w+)}", entry.supplier_en + entry.supplier_da)) - {"line"}
    fault = Fault(code, tuple((name, "1") for name in sorted(names)))
    letter = render("invoice-correction", language, replace(CORRECTION, lines=(DisputedLine(7, (fault,)),)))

    assert fault.sentence(language, line="7") in letter.text


def read(value):
    return Reading(value, 0.99, Source(str(value)))


@pytest.fixture
def correct() -> Callable[..., InvoiceCorrection | None]:
    people = {"P1": Person("P1", "Karen Holm", cpr="1503314203"), "P2": Person("P2", "Else Lund", cpr="2209324205")}

    def build(
        *decisions: Decision, findings: tuple[Finding, ...] = (), pay_undisputed: bool = True
    ) -> InvoiceCorrection | None:
        from decimal import Decimal

        invoice = Invoice(number=read("20417"), issued=read(date(2026, 6, 30)), currency=read("DKK"), total=read(Decimal(100)))
        return build_correction(
            HOUSE,
            Supplier("S1", "Bostedet Lyng", "DK"),
            Extraction(DocumentKind.INVOICE, ReaderName.UBL, invoice, findings),
            decisions,
            people,
            document="ab12",
            reply_by=date(2026, 7, 15),
            pay_undisputed=pay_undisputed,
        )

    return build


def too_high(line: int = 1, **changes: Any) -> Decision:
    finding = Finding("amount-too-high", Severity.QUERY, "", (), TOO_HIGH.facts)
    good = {"person_id": "P1", "period": JUNE, "amount": kroner("68389.00"), "findings": (finding,)}
    return Decision(line, Verdict.RETURN, "amount-too-high", **good | changes)


def posted(line: int) -> Decision:
    return Decision(line, Verdict.POST, "auto-posted", person_id="P2", amount=kroner("10.00"))


def test_a_correction_is_built_from_decisions(correct):
    facts = correct(too_high(1), posted(2), Decision(3, Verdict.REVIEW, "no-grant", person_id="P1"))

    assert facts is not None
    assert [(line.number, line.person, [fault.code for fault in line.faults]) for line in facts.lines] == [
        (1, "K. H., 150331-xxxx", ["amount-too-high"])
    ]
    assert (facts.paid_lines, facts.paid, facts.open_lines) == ((2,), kroner("10.00"), (3,))
    assert facts.total == kroner("100.00")
    assert "no-grant" not in facts.codes
    assert set(facts.about["person_ids"]) == {"P1", "P2"}
    letter = render("invoice-correction", "da", facts)
    assert "68.389,00" in letter.text


def test_where_it_is_all_or_nothing_no_line_is_promised_payment(correct):
    facts = correct(too_high(1), posted(2), pay_undisputed=False)

    assert facts is not None
    assert (facts.paid_lines, facts.paid, facts.open_lines) == ((), None, ())


def test_a_fault_of_the_whole_invoice_leaves_no_line_undisputed(correct):
    facts = correct(
        posted(1), findings=(Finding("total-mismatch", Severity.QUERY, "", (), (("sum", "90.00"), ("total", "100.00"))),)
    )

    assert facts is not None
    assert facts.paid_lines == ()
    assert "The lines add up to 90.00 but the total is 100.00" in render("invoice-correction", "en", facts).text


def test_what_is_ours_to_settle_is_not_written_to_a_supplier(correct):
    assert correct(Decision(1, Verdict.REVIEW, "no-grant", person_id="P1"), posted(2)) is None
    assert correct(posted(1)) is None


@pytest.mark.parametrize("code", sorted(SILENT_CODES))
def test_nobody_writes_to_a_sender_who_may_be_a_fraudster(correct, code):
    assert correct(too_high(1), Decision(2, Verdict.HOLD, code)) is None
    assert correct(too_high(1), findings=(Finding(code, Severity.BLOCK, ""),)) is None


# --- what a letter must not do -----------------------------------------------------------------------------------


def test_bank_details_come_from_the_settings_or_not_at_all():
    with pytest.raises(UsageError, match=r"council\.bank_details"):
        draft_letter(
            "bank-details-answer", BankDetailsAnswer(replace(HOUSE, bank=None), "M1", "<q@x>"), to="a@x.example", language="en"
        )


@pytest.mark.parametrize(
    ("subject", "why"),
    [
        ("Invoice 150331-4203", "personal number"),
        ("Invoice 9991234578", "personal number"),
        ("Invoice 150331\u200b-4203", "one line|personal number"),
        ("About Amy Marsh", "names a person"),
        ("About MARSH, AMY", "names a person"),
        ("Okafor: statement", "names a person"),
        ("Invoice " + "9" * 200, "longer than"),
        ("", "one line"),
        ("two\nlines", "one line"),
    ],
)
def test_a_subject_that_anybody_may_not_read_is_refused(tmp_path, subject, why):
    folder = tmp_path / "receipt" / "en"
    folder.mkdir(parents=True)
    (folder / "subject.txt").write_text(subject, encoding="utf-8")
    draft = replace(draft_letter("receipt", GOOD["receipt"], to="a@x.example", language="en"), about={"names": NAMES})

    with pytest.raises(LetterRefused, match=why) as refusal:
        render_letter(draft, letter_environment(tmp_path))
    assert "4203" not in str(refusal.value)
    assert "Marsh" not in str(refusal.value)


def test_a_name_that_is_a_common_word_does_not_stop_a_letter_it_is_not_in():
    draft = replace(
        draft_letter("receipt", GOOD["receipt"], to="a@x.example", language="en"), about={"names": ["Invo Ice", "R E"]}
    )

    assert render_letter(draft, ENVIRONMENT).subject == "Invoice 20417 received"


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__ }}",
        "{{ house.__class__.__mro__ }}",
        "{{ 'x' * 999999999 }}",
        "{{ 2 ** 99999999 }}",
        "{{ '%999999999s' % 'x' }}",
        "{{ 1 + 1 }}",
        "{{ 'a' ~ 'b' }}",
        "{{ range(10) }}",
        "{{ lipsum() }}",
        "{{ 'x'.upper() }}",
        "{{ '{:>999999999}'.format('x') }}",
        "{{ 'x' | center(999999999) }}",
        "{{ number | attr('__class__') }}",
        "{{ number | safe }}",
        "{% set x = 1 %}",
        "{% include 'receipt/en/body.txt' %}",
        "{% import 'base.html' as b %}",
        "{% macro m() %}{% endmacro %}",
        "{% extends 'receipt/en/body.html' %}",
        "{% for a in house %}{% for b in house %}{% for c in house %}x{% endfor %}{% endfor %}{% endfor %}",
        "{{ nobody_gave_this }}",
        "{{ house.nobody_gave_this }}",
        "{% if",
    ],
)
def test_a_template_can_only_show_choose_and_repeat(tmp_path, template):
    folder = tmp_path / "receipt" / "en"
    folder.mkdir(parents=True)
    (folder / "body.txt").write_text(template, encoding="utf-8")
    draft = draft_letter("receipt", GOOD["receipt"], to="a@x.example", language="en")

    with pytest.raises(LetterRefused):
        render_letter(draft, letter_environment(tmp_path))


def test_a_council_may_have_its_own_wording_for_one_part(tmp_path):
    folder = tmp_path / "receipt" / "en"
    folder.mkdir(parents=True)
    (folder / "subject.txt").write_text("We have your invoice {{ subject_number }}", encoding="utf-8")
    draft = draft_letter("receipt", GOOD["receipt"], to="a@x.example", language="en")
    letter = render_letter(draft, letter_environment(tmp_path))

    assert letter.subject == "We have your invoice 20417"
    assert letter.text == render("receipt", "en", token=None).text


def test_a_letter_that_grows_without_end_is_stopped():
    many = tuple(replace(GOOD["map-surplus"].cases[0], reference=f"DPS-{number}") for number in range(2_000))

    with pytest.raises(LetterRefused, match="grows"):
        render("map-surplus", "en", replace(GOOD["map-surplus"], cases=many))


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "{% for x in y %}",
    "a\r\nBcc: b@x.example",
    "\u202etxt.exe",
    "' onmouseover='x",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_supplier_writes_is_shown_and_never_run(text):
    facts = replace(CORRECTION, number=text, lines=(DisputedLine(1, (NO_PERSON,), person=text),))
    letter = render("invoice-correction", "en", facts)
    page = Text(letter.html)

    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    assert "49" not in letter.text
    assert "\n" not in letter.subject
    assert "\u202e" not in letter.text + letter.html
    assert not any("on" in str(attrs) for tag, attrs in page.tags if tag == "td")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(max_size=200))
def test_no_text_breaks_the_page_or_the_subject(text):
    facts = replace(CORRECTION, number=text, lines=(DisputedLine(1, (NO_PERSON,), person=text),))
    letter = render("invoice-correction", "en", facts)
    known = {tag for tag, _ in Text(render("invoice-correction", "en").html).tags}

    assert letter.subject.isprintable()
    assert not has_personal_number(letter.subject)
    assert {tag for tag, _ in Text(letter.html).tags} <= known


def test_facts_are_frozen():
    for facts in GOOD.values():
        assert is_dataclass(facts)
        assert type(facts).__dataclass_params__.frozen


def test_an_unknown_letter_is_a_mistake():
    with pytest.raises(KeyError):
        get_letter("love-letter")


@pytest.mark.parametrize("language", ["en", "da"])
def test_a_council_without_a_team_of_its_own_signs_once(language):
    letter = render("invoice-correction", language, replace(CORRECTION, house=replace(HOUSE, team=HOUSE.council)))
    assert letter.text.splitlines().count(HOUSE.council) == 1
    assert letter.html.count(f"<br>{HOUSE.council}</p>") == 1
    assert f"{HOUSE.council}<br>" not in letter.html


def test_what_is_expected_is_told_only_where_it_differs():
    line = DisputedLine(1, (Fault("vat-unexpected", (("amount", "100.00"),)),), None, JUNE, kroner("500.00"), kroner("500.00"))
    assert "We expect" not in render("invoice-correction", "en", replace(CORRECTION, lines=(line,))).text
    assert "We expect: " in render("invoice-correction", "en").text
