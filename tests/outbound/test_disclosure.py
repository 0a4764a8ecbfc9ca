"""Nothing leaves for the wrong reader, and nobody else's case goes along: not in words, not in attachments, not hidden."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from models.grant import Person
from models.letter import Attachment
from outbound.disclosure import Case, check_disclosure, index_people

OURS = Person("1234567", "Amy Marsh", nhs_number="9991234578")
STRANGER = Person("1234890", "Tunde Okafor", nhs_number="9991234586")
DANE = Person("P-77001", "Søren Ærø Holm", cpr="2209324205")
NAMESAKE = Person("1239999", "Amy Marsh")
PEOPLE = index_people([OURS, STRANGER, DANE, NAMESAKE])
CASE = Case(allowed=("@elmcourt.example", "owner@elm.example"), person_ids=frozenset({"1234567"}))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def check(make_draft, make_rendered):
    def run(case: Case = CASE, attachments=(), draft=None, **words: str) -> list[str]:
        draft = replace(draft or make_draft(), attachments=tuple(attachments))
        return [finding.code for finding in check_disclosure(draft, make_rendered(**words), case, PEOPLE)]

    return run


def test_a_letter_to_the_right_reader_about_the_right_person_leaves(check):
    assert check(text="Line 1, A. M., 1234567 (999 xxx 4578): Amy Marsh.", html="<p>1234567</p>") == []


@pytest.mark.parametrize(
    ("to", "codes"),
    [
        ("billing@elmcourt.example", []),
        ("OWNER@elm.example", []),
        ("other@elm.example", ["recipient-not-on-file"]),
        ("billing@elmcourt.example.evil.example", ["recipient-not-on-file"]),
        ("billing@elm-court.example", ["recipient-not-on-file"]),
    ],
)
def test_only_addresses_on_file_are_written_to(check, make_draft, to, codes):
    assert check(draft=make_draft(to=to)) == codes


def test_a_letter_about_somebody_elses_person_is_stopped(check, make_draft):
    draft = make_draft(about={"person_ids": ["1234567", "1234890"]})

    assert check(draft=draft) == ["person-not-of-case"]


@pytest.mark.parametrize(
    "text",
    [
        "Tunde Okafor",
        "OKAFOR, Tunde",
        "tunde  okafor",
        "Resident no. 1234890",
        "A.M. 1234890.",
        "Søren Ærø Holm",
        "SØREN ÆRØ HOLM",
        "Tunde\u200b Okafor",
    ],
)
@pytest.mark.parametrize("place", ["subject", "text", "html"])
def test_another_persons_name_or_number_is_found_anywhere(check, text, place):
    assert "other-person-in-letter" in check(**{place: f"About {text} today"})


@pytest.mark.parametrize("number", ["9991234586", "999 123 4586", "220932-4205", "2209324205"])
def test_another_persons_full_number_is_both_a_stranger_and_unmasked(check, number):
    assert check(text=f"See {number}.") == ["other-person-in-letter", "personal-number-in-letter"]


@pytest.mark.parametrize("number", ["9991234578", "150331-4203"])
def test_a_full_number_is_stopped_even_when_it_is_the_readers_own_or_nobodys(check, number):
    assert check(text=f"See {number}.") == ["personal-number-in-letter"]


def test_a_name_that_two_people_bear_may_be_the_readers(check):
    assert check(text="Amy Marsh") == []
    assert check(text="Amy Marsh", case=replace(CASE, person_ids=frozenset({"1234890"}))) == ["other-person-in-letter"]


def test_a_name_hidden_by_tags_or_entities_is_found(check):
    assert "other-person-in-letter" in check(html="<td>Tunde&#32;</td><td>Okafor</td>")
    assert "other-person-in-letter" in check(html="<p>1234&#56;90</p>")


def test_our_own_numbers_are_not_taken_for_people(check, make_draft):
    draft = make_draft(
        about={"invoice_number": "1234890", "references": ["DPS-101256-0042"], "person_ids": []},
        context={"house": {"phone": "01632 123 489 0"}, "details": [{"label": "Account", "value": "1239999"}]},
    )

    assert check(draft=draft, text="Invoice 1234890, quote DPS-101256-0042, account 1239999") == []
    assert check(text="Invoice 1234890, quote DPS-101256-0042") == ["other-person-in-letter", "personal-number-in-letter"]


def test_a_personal_number_is_not_harmless_because_a_supplier_calls_it_an_invoice_number(check, make_draft):
    draft = make_draft(about={"invoice_number": "9991234586"})

    assert "other-person-in-letter" in check(draft=draft, text="Invoice 9991234586")


def test_staff_who_share_a_name_are_named_as_harmless(check):
    assert check(text="Ask Tunde Okafor", case=replace(CASE, harmless=("Tunde Okafor",))) == []


def test_findings_never_say_who(check, make_draft, make_rendered):
    findings = check_disclosure(make_draft(), make_rendered(text="Tunde Okafor 9991234586 1234890"), CASE, PEOPLE)

    assert findings
    for finding in findings:
        assert not any(secret in finding.detail for secret in ("Tunde", "Okafor", "9991234586", "1234890"))
    assert "Okafor" not in repr(PEOPLE)


def workbook(fill) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def hide_a_sheet(book):
    book.create_sheet("Hidden").sheet_state = "hidden"
    book["Hidden"]["A1"] = "Okafor, Tunde"


def comment(book):
    from openpyxl.comments import Comment

    book.active["A1"].comment = Comment("ask Tunde Okafor", "finance")


def rich_text(book):
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    book.active["A1"] = CellRichText("Tunde ", TextBlock(InlineFont(b=True), "Oka"), "for")


@pytest.mark.parametrize(
    "fill",
    [
        pytest.param(lambda book: book.active.append(["Tunde Okafor"]), id="in a cell"),
        pytest.param(lambda book: book.active.append([1234890]), id="as a number"),
        pytest.param(lambda book: book.create_sheet("T.O. 1234890"), id="in a tab's name"),
        pytest.param(lambda book: setattr(book.properties, "title", "Tunde Okafor"), id="in the properties"),
        pytest.param(hide_a_sheet, id="on a hidden sheet"),
        pytest.param(comment, id="in a comment"),
        pytest.param(rich_text, id="in parts of different fonts"),
        pytest.param(lambda book: book.active.append(['=HYPERLINK("x","Tunde Okafor")']), id="in a formula"),
    ],
)
def test_a_stranger_is_found_inside_a_workbook(check, fill):
    assert check(attachments=[Attachment("schedule.xlsx", XLSX, workbook(fill))]) == ["other-person-in-letter"]


def test_a_workbook_about_the_readers_own_person_leaves(check):
    def fill(book):
        book.active.append(["A. M.", 1234567, 3387.42, "=SUM(C1:C1)"])

    assert check(attachments=[Attachment("schedule.xlsx", XLSX, workbook(fill))]) == []


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [
        ("s.csv", "text/csv; charset=utf-8", b"1234890;1.00\r\n"),
        ("s.txt", "text/plain", "Søren Ærø Holm".encode("cp1252")),
        ("s.json", "application/json", b'{"nhs": "1234890"}'),
    ],
)
def test_a_stranger_is_found_in_a_text_file(check, name, kind, content):
    assert check(attachments=[Attachment(name, kind, content)]) == ["other-person-in-letter"]


def test_a_stranger_is_found_in_a_file_name(check):
    assert check(attachments=[Attachment("Okafor Tunde.csv", "text/csv", b"")]) == ["other-person-in-letter"]


def pdf(words: str, title: str = "", picture: bytes | None = None) -> bytes:
    from fpdf import FPDF

    document = FPDF()
    document.set_title(title)
    document.add_page()
    document.set_font("Helvetica")
    document.cell(text=words)
    if picture:
        document.image(io.BytesIO(picture), w=10)
    return bytes(document.output())


def png() -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (4, 4)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        pytest.param(pdf("A. M. 1234567"), [], id="the reader's own person"),
        pytest.param(pdf("Tunde Okafor"), ["other-person-in-letter"], id="a stranger in the words"),
        pytest.param(pdf("x", title="Tunde Okafor"), ["other-person-in-letter"], id="a stranger in the properties"),
        pytest.param(pdf("x", picture=png()), ["attachment-not-checked"], id="a picture that cannot be searched"),
        pytest.param(b"%PDF-1.7 broken", ["attachment-not-checked"], id="a damaged file"),
    ],
)
def test_a_pdf_is_searched_or_stays_at_home(check, content, codes):
    assert check(attachments=[Attachment("letter.pdf", "application/pdf", content)]) == codes


@pytest.mark.parametrize(
    ("kind", "content"),
    [("image/png", b"\x89PNG"), ("application/zip", b"PK"), (XLSX, b"not a zip"), ("application/octet-stream", b"x")],
)
def test_what_cannot_be_searched_does_not_leave(check, kind, content):
    assert check(attachments=[Attachment("x", kind, content)]) == ["attachment-not-checked"]


def test_a_long_letter_is_checked_against_a_whole_council_in_little_time(make_draft, make_rendered):
    import time

    council = index_people(Person(str(2_000_000 + number), f"First{number} Last{number}") for number in range(50_000))
    text = "word and number 123 " * 20_000 + "First49999 Last49999"
    started = time.process_time()
    findings = check_disclosure(make_draft(), make_rendered(text=text), CASE, council)

    assert [finding.code for finding in findings] == ["other-person-in-letter"]
    assert time.process_time() - started < 5
