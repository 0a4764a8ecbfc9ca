"""Files in, objects of the contract out: one for each path, in order, whatever the files are."""

from __future__ import annotations

import json

import pytest

from models.errors import UsageError
from service.reading import expand, read_paths

INVOICE = (
    b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>%d</ID>'
    b"<IssueDate>2026-06-30</IssueDate></Invoice>"
)


@pytest.fixture
def folder(tmp_path):
    for number in (3, 1, 2):
        (tmp_path / f"{number}.xml").write_bytes(INVOICE % number)
    (tmp_path / ".hidden").write_bytes(b"x")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "9.xml").write_bytes(INVOICE % 9)
    return tmp_path


@pytest.mark.parametrize("jobs", [1, 3])
def test_answers_come_in_the_order_of_the_paths(folder, jobs):
    paths = [folder / f"{number}.xml" for number in (2, 3, 1)] * 10
    answers = list(read_paths(paths, jobs=jobs))
    assert [answer["path"] for answer in answers] == [str(path) for path in paths]
    assert [answer["number"] for answer in answers] == ["2", "3", "1"] * 10
    assert all(len(answer["sha256"]) == 64 and answer["seconds"] >= 0 for answer in answers)
    json.dumps(answers, allow_nan=False)


def test_a_folder_stands_for_its_files_by_name(folder):
    assert [path.name for path in expand([folder])] == ["1.xml", "2.xml", "3.xml"]


def test_every_path_gets_an_object_even_when_it_cannot_be_read(folder, tmp_path):
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    answers = list(read_paths([folder / "nothing.pdf", folder / "empty.pdf", folder / "broken.pdf", folder / "1.xml"]))
    assert [(answer["reader"], *(finding["code"] for finding in answer["findings"])) for answer in answers] == [
        ("none", "doc-missing"),
        ("none", "doc-empty"),
        ("none", "doc-damaged"),
        ("ubl",),
    ]
    assert answers[0]["sha256"] is None


def test_a_file_that_takes_too_long_is_answered_and_the_next_is_read(folder):
    slow = folder / "slow.csv"
    slow.write_bytes(b"01.06-30.06.2026 til 31.07.2026;150331-4203;juni 2026;1.234,56\n" * 20_000)
    answers = list(read_paths([slow, folder / "1.xml"], seconds=0.2))
    assert answers[0]["findings"][0]["code"] == "doc-timeout"
    assert answers[1]["number"] == "1"


def test_a_country_that_is_not_known_is_a_wrong_use(folder):
    with pytest.raises(UsageError, match="known countries"):
        list(read_paths([folder], country="atlantis"))


def test_xml_inside_a_pdf_can_be_left_alone(folder):
    from io import BytesIO

    import pypdfium2 as pdfium

    document = pdfium.PdfDocument.new()
    document.new_page(595, 842)
    document.new_attachment("factur-x.xml").set_data(INVOICE % 7)
    out = BytesIO()
    document.save(out)
    document.close()
    (folder / "x.pdf").write_bytes(out.getvalue())
    with_xml, without = (next(iter(read_paths([folder / "x.pdf"], use_xml=use))) for use in (True, False))
    assert (with_xml["reader"], with_xml["number"]) == ("factur-x", "7")
    assert (without["reader"], without["number"]) == ("none", None)
