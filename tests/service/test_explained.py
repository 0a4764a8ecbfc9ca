"""`afstem read --explain`: text for people, JSON for programs, a page with the boxes drawn that only its owner can read."""

from __future__ import annotations

import io
import json
import stat

import pytest
from reportlab.pdfgen.canvas import Canvas

from service.cli.main import main


@pytest.fixture
def invoice(tmp_path):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=True)
    rows = ["Elm Court Care Ltd", "Company no. 12345678", "Invoice no. 88", "Invoice date 30/06/2026"]
    for place, text in enumerate([*rows, "Residential care for June", "Total due"]):
        canvas.drawString(50, 780 - 24 * place, text)
    for place in (4, 5):
        canvas.drawRightString(540, 780 - 24 * place, "£600.00")
    canvas.save()
    path = tmp_path / "bill.pdf"
    path.write_bytes(out.getvalue())
    return path


def run(capsys, *words):
    status = main(["read", "--country", "gb", *map(str, words)])
    return status, capsys.readouterr().out


def test_json_holds_the_votes_the_label_and_what_was_considered(invoice, tmp_path, capsys):
    status, out = run(capsys, "--json", "--explain", "--explain-to", tmp_path / "out", invoice)
    found = json.loads(out)
    number = found["explanation"]["number"]

    assert status == 0
    assert set(found["explanation"]) == set(found["readings"])
    assert (number["value"], number["label"], number["sure"]) == ("88", "Invoice no.", True)
    assert number["counted_on"] > 0
    assert {"name", "means", "weight", "counted"} == set(number["votes"][0])
    assert any(each["holds"] for each in found["explanation"]["total"]["equations"])


def test_the_page_shows_a_box_for_each_value_and_is_for_its_owner_only(invoice, tmp_path, capsys):
    _, out = run(capsys, "--json", "--explain", "--explain-to", tmp_path / "out", invoice)
    found = json.loads(out)
    (page,) = (tmp_path / "out").iterdir()
    text = page.read_text(encoding="utf-8")

    assert str(page) == found["explained_at"]
    assert page.name == f"{found['sha256'][:16]}.html"
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert text.count("<rect ") == sum(each["box"] is not None for each in found["readings"].values())
    assert "data:image/webp;base64," in text
    assert "<script" not in text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "a label that names just this field"), ("da", "en ledetekst, der netop nævner")]
)
def test_people_are_told_in_their_language(invoice, tmp_path, capsys, language, said):
    _, out = run(capsys, "--explain", "--explain-to", tmp_path / "out", "--language", language, invoice)

    assert said in out
    assert "600.00 = 600.00" in out


def test_a_text_of_the_document_cannot_write_into_the_page(tmp_path, capsys):
    path = tmp_path / "x.xml"
    path.write_text(
        '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>&lt;img src=x&gt;</ID></Invoice>',
        encoding="utf-8",
    )
    run(capsys, "--explain", "--explain-to", tmp_path / "out", path)
    (page,) = (tmp_path / "out").iterdir()

    assert "&lt;img src=x&gt;" in page.read_text(encoding="utf-8")
    assert "<img src=x>" not in page.read_text(encoding="utf-8")


def test_a_file_that_is_not_there_is_answered_all_the_same(tmp_path, capsys):
    status, out = run(capsys, "--json", "--explain", "--explain-to", tmp_path / "out", tmp_path / "nothing.pdf")
    found = json.loads(out)

    assert status == 0
    assert (found["explanation"], found["explained_at"]) == ({}, None)


def test_without_explain_nothing_is_written_or_added(invoice, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, out = run(capsys, "--json", invoice)

    assert "explanation" not in json.loads(out)
    assert not (tmp_path / "explained").exists()
