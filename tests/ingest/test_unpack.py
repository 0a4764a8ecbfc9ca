from __future__ import annotations

import io
import struct
import subprocess
import time
import zipfile
from email.message import EmailMessage

import pytest

from ingest.mime import parse_message
from ingest.sniff import sniff
from ingest.unpack import list_documents
from models.mail import Documents, documents_from_json, documents_to_json


def unpack(raw: bytes) -> Documents:
    return list_documents(parse_message(raw))


def kept(documents: Documents) -> list[tuple[str, str]]:
    return [(document.path, document.kind.value) for document in documents.documents]


def left(documents: Documents) -> list[tuple[str, str]]:
    return [(entry.path, entry.code) for entry in documents.left_out]


@pytest.mark.parametrize(
    ("content", "name", "claimed", "kind"),
    [
        pytest.param(b"%PDF-1.4", "x.txt", "text/plain", "application/pdf", id="PDF called text"),
        pytest.param(b"X-Gateway: 1\n%PDF-1.4\n1 0 obj", None, "x/y", "application/pdf", id="PDF after a gateway's line"),
        pytest.param(b"A file begins with %PDF-1.4, you know", None, "text/plain", "text/plain", id="text about PDFs"),
        pytest.param(b"\n" * 900 + b"%PDF-1.4", None, "application/octet-stream", "application/pdf", id="PDF after 900 bytes"),
        pytest.param(
            b"\xef\xbb\xbf<?xml version='1.0'?><Invoice/>", None, "text/plain", "application/xml", id="XML with a mark"
        ),
        pytest.param("<?xml version='1.0'?><Invoice/>".encode("utf-16"), None, "x/y", "application/xml", id="XML in UTF-16"),
        pytest.param(b"<Invoice xmlns='urn:x'>", "i.xml", "application/xml", "application/xml", id="XML without a declaration"),
        pytest.param(b"<!DOCTYPE html><html></html>", "i.xml", "application/xml", "text/html", id="HTML called XML"),
        pytest.param(b"<?xml version='1.0'?><svg xmlns='x'/>", "l.svg", "image/svg+xml", "image/svg+xml", id="drawing"),
        pytest.param(b"\xff\xd8\xff\xe0", "x.pdf", "application/pdf", "image/jpeg", id="photograph called PDF"),
        pytest.param(b"\0\0\0\x18ftypheic", None, "x/y", "image/heic", id="HEIC"),
        pytest.param(b"II*\0", None, "x/y", "image/tiff", id="TIFF"),
        pytest.param(b"a;b\n1;2\n", "x.csv", "application/vnd.ms-excel", "text/csv", id="CSV by name"),
        pytest.param(b"\x78\x9f\x3e\x22", "winmail.dat", "x/y", "application/ms-tnef", id="TNEF"),
        pytest.param(b"MZ\x90", "faktura.pdf.exe", "application/pdf", "application/x-msdownload", id="program"),
        pytest.param(b"From: a@b.example\nSubject: x\n\n", "m.eml", "x/y", "message/rfc822", id="saved message"),
        pytest.param(b"\0\1\2\3", "x.bin", "x/y", "application/octet-stream", id="anything"),
        pytest.param(b"", "x.pdf", "application/pdf", "application/x-empty", id="nothing"),
    ],
)
def test_the_bytes_say_what_a_file_is(content: bytes, name: str | None, claimed: str, kind: str) -> None:
    assert sniff(content, name, claimed) == kind


@pytest.mark.parametrize(
    ("member", "kind"),
    [("xl/workbook.xml", "xlsx"), ("word/document.xml", "docx"), ("ppt/presentation.xml", None)],
)
def test_office_files_are_told_from_archives(make_mail, make_zip, member: str, kind: str | None) -> None:
    raw = make_mail(text="x", files=[("a.zip", make_zip({"[Content_Types].xml": b"x", member: b"x"}), "application/zip")])

    documents = unpack(raw)

    assert [document.kind.value for document in documents.documents if document.path == "2"] == ([kind] if kind else [])
    assert left(documents)[0] == (("body", "cover-note") if kind else ("2", "unknown-kind"))


def test_a_mail_with_one_invoice_is_one_document(make_mail, pdf) -> None:
    documents = unpack(make_mail(text="Se vedhæftede.", files=[("f.pdf", pdf, "application/octet-stream")]))

    assert kept(documents) == [("2", "pdf")]
    assert left(documents) == [("body", "cover-note")]


def test_a_text_with_an_amount_is_a_document_too(make_mail, pdf) -> None:
    documents = unpack(make_mail(text="Rest to pay: total £120.50", files=[("f.pdf", pdf, "application/pdf")]))

    assert kept(documents) == [("2", "pdf"), ("body", "body")]


@pytest.mark.parametrize("headers", [{"In-Reply-To": "<a@b>"}, {"Subject": "SV: Opgørelse"}, {"Subject": "Re: Statement"}])
def test_the_text_of_an_answer_counts_whatever_comes_with_it(make_mail, pdf, headers) -> None:
    documents = unpack(make_mail(text="Yes, please do.", headers=headers, files=[("f.pdf", pdf, "application/pdf")]))

    assert kept(documents) == [("2", "pdf"), ("body", "body")]


def test_the_text_alone_is_the_document(make_mail) -> None:
    assert kept(unpack(make_mail(text="Vi er enige."))) == [("body", "body")]


def test_a_stub_of_text_gives_way_to_the_html(make_mail) -> None:
    documents = unpack(make_mail(text="Se HTML.", html="<p>Faktura 20417 for juni, i alt 67.290,00 kr.</p>"))

    assert b"67.290,00" in documents.documents[0].content


def inline_mail(picture: bytes) -> bytes:
    message = EmailMessage()
    message["From"] = "x@elm.example"
    message.set_content("Hej")
    message.add_alternative('<p>Hej <img src="cid:logo@elm"></p>', subtype="html")
    message.get_payload(1).add_related(picture, "image", "png", cid="<logo@elm>", filename="image001.png")
    return message.as_bytes()


@pytest.mark.parametrize(
    ("size", "is_kept"),
    [
        pytest.param((120, 60), False, id="a logo"),
        pytest.param((1400, 300), False, id="a banner"),
        pytest.param((1240, 1754), True, id="a scan pasted into the text"),
    ],
)
def test_pictures_in_the_text_are_documents_when_they_are_pages(make_picture, size: tuple[int, int], is_kept: bool) -> None:
    documents = unpack(inline_mail(make_picture(*size)))

    assert [document.kind.value for document in documents.documents if document.path.startswith("2")] == ["image"] * is_kept
    assert ("logo" in [code for _, code in left(documents)]) is not is_kept


def test_an_attached_picture_is_left_out_only_when_it_is_tiny(make_mail, make_picture) -> None:
    files = [("dot.png", make_picture(1, 1), "image/png"), ("foto.png", make_picture(400, 600), "image/png")]

    documents = unpack(make_mail(text=None, files=files))

    assert [path for path, kind in kept(documents) if kind == "image"] == ["2"]
    assert ("1", "logo") in left(documents)


def test_a_zip_is_opened_and_its_files_are_documents(make_mail, make_zip, pdf) -> None:
    inner = make_zip({"b/faktura2.pdf": pdf + b"2"})
    packed = make_zip({"faktura1.pdf": pdf, "__MACOSX/x": b"x", "mere.zip": inner, "tom.pdf": b""})

    documents = unpack(make_mail(text=None, files=[("alt.zip", packed, "application/zip")]))

    assert kept(documents) == [("1.1", "pdf"), ("1.3.1", "pdf")]
    assert left(documents) == [("1.2", "system-file"), ("1.4", "empty"), ("body", "no-text")]
    assert next(entry for entry in documents.left_out if entry.code == "empty").needs_person


def test_archives_in_archives_in_archives_are_left_to_a_person(make_mail, make_zip, pdf) -> None:
    packed = make_zip({"1.zip": make_zip({"2.zip": make_zip({"f.pdf": pdf})})})

    documents = unpack(make_mail(text=None, files=[("0.zip", packed, "application/zip")]))

    assert kept(documents) == []
    assert ("1.1.1", "archive-depth") in left(documents)


def lying_zip() -> bytes:
    """A zip whose headers claim that its file is small."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.pdf", b"\0" * 30_000_000)
    octets = packed.getvalue()
    return octets.replace(struct.pack("<L", 30_000_000), struct.pack("<L", 1000))


def locked_zip(packed: bytes) -> bytes:
    octets = bytearray(packed)
    octets[octets.find(b"PK\x01\x02") + 8] |= 1
    octets[6] |= 1
    return bytes(octets)


@pytest.mark.parametrize(
    ("build", "code"),
    [
        pytest.param(lambda make: make({"a.pdf": b"\0" * 60_000_000}), "archive-too-large", id="a thousandfold growth"),
        pytest.param(lambda make: make({f"{n}.txt": b"%d" % n for n in range(501)}), "archive-too-large", id="501 files"),
        pytest.param(lambda _make: lying_zip(), "archive-broken", id="sizes that lie"),
        pytest.param(lambda make: locked_zip(make({"a.pdf": b"x"})), "encrypted", id="a password"),
        pytest.param(lambda make: make({"a.pdf": b"x" * 5000})[:60], "archive-broken", id="cut off"),
    ],
)
def test_hostile_archives_are_left_with_a_reason_and_nothing_of_them_is_read(make_mail, make_zip, build, code: str) -> None:
    began = time.process_time()

    documents = unpack(make_mail(text=None, files=[("a.zip", build(make_zip), "application/zip")]))

    assert kept(documents) == []
    assert left(documents)[0] == ("1", code)
    assert documents.left_out[0].needs_person
    assert time.process_time() - began < 5


def test_everything_together_may_not_exceed_what_one_archive_may(make_mail, make_zip) -> None:
    half = make_zip({f"{n}.txt": b"%d" % n for n in range(300)})
    other = make_zip({f"{n}.txt": b"x%d" % n for n in range(300)})

    documents = unpack(make_mail(text=None, files=[("a.zip", half, "application/zip"), ("b.zip", other, "application/zip")]))

    assert len(documents.documents) == 300
    assert ("2", "archive-too-large") in left(documents)


def test_a_forwarded_message_gives_its_invoice_and_its_text(make_mail, pdf) -> None:
    outer = EmailMessage()
    outer["From"] = "clerk@council.example"
    outer.set_content("Fyi")
    inner = EmailMessage()
    inner["From"] = "x@elm.example"
    inner.set_content("Faktura, i alt 10,00 kr.")
    inner.add_attachment(pdf, maintype="application", subtype="pdf", filename="f.pdf")
    outer.add_attachment(inner)

    documents = unpack(outer.as_bytes())

    assert kept(documents) == [("2.2", "pdf"), ("2.body", "body")]
    assert all(document.nested for document in documents.documents)
    assert left(documents) == [("body", "cover-note")]


def test_a_message_saved_as_a_file_is_opened(make_mail, pdf) -> None:
    inner = make_mail(files=[("f.pdf", pdf, "application/pdf")])

    documents = unpack(make_mail(text="Se fil.", files=[("gemt.eml", inner, "application/octet-stream")]))

    assert kept(documents) == [("2.2", "pdf"), ("2.body", "body")]


def test_a_pdf_stored_uncompressed_in_a_zip_is_still_in_a_zip(make_mail, pdf) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("f.pdf", pdf)

    documents = unpack(make_mail(text=None, files=[("f.zip", packed.getvalue(), "application/zip")]))

    assert kept(documents) == [("1.1", "pdf")]


def test_signed_mail_inside_an_archive_is_unwrapped(tmp_path, make_mail, make_zip, pdf) -> None:
    (tmp_path / "in.eml").write_bytes(make_mail(text="Se her.", files=[("f.pdf", pdf, "application/pdf")]))
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Elm", "-keyout", "k.pem", "-out", "c.pem"]
    sign = ["openssl", "cms", "-sign", "-nodetach", "-binary", "-in", "in.eml", "-signer", "c.pem", "-inkey", "k.pem"]
    for run in (new, [*sign, "-outform", "DER", "-out", "smime.p7m"]):
        subprocess.run(run, cwd=tmp_path, check=True, capture_output=True)
    packed = make_zip({"smime.p7m": (tmp_path / "smime.p7m").read_bytes()})

    documents = unpack(make_mail(text=None, files=[("a.zip", packed, "application/zip")]))

    assert [document.kind.value for document in documents.documents] == ["pdf"]


def test_the_same_file_twice_is_read_once(make_mail, pdf) -> None:
    documents = unpack(make_mail(text=None, files=[("a.pdf", pdf, "application/pdf"), ("b.pdf", pdf, "application/pdf")]))

    assert kept(documents) == [("1", "pdf")]
    assert ("2", "same-again") in left(documents)


@pytest.mark.parametrize(
    ("content", "claimed", "code", "needs_person"),
    [
        pytest.param(b"BEGIN:VCALENDAR\n", "text/calendar", "calendar", False, id="calendar"),
        pytest.param(b"BEGIN:VCARD\n", "text/vcard", "contact-card", False, id="contact card"),
        pytest.param(b"Rar!\x1a\x07\1\0", "x/y", "archive-unknown", True, id="rar"),
        pytest.param(b"MZ\x90\0", "application/pdf", "program", True, id="program called PDF"),
        pytest.param(b"-----BEGIN PGP MESSAGE-----\n", "text/plain", "encrypted", True, id="PGP"),
        pytest.param(bytes.fromhex("3080060b2a864886f70d0109100117a080"), "x/y", "encrypted", True, id="S/MIME encrypted"),
        pytest.param(b"\x01\x02\x03\x00", "x/y", "unknown-kind", True, id="unknown"),
        pytest.param(b"", "application/pdf", "empty", True, id="an attachment that got lost"),
    ],
)
def test_what_is_not_read_says_why(make_mail, content: bytes, claimed: str, code: str, needs_person: bool) -> None:
    documents = unpack(make_mail(text=None, files=[("x", content, claimed)]))

    assert left(documents)[0] == ("1", code)
    assert documents.left_out[0].needs_person is needs_person
    assert documents.left_out[0].reason.endswith(".")


def tnef(attributes: list[tuple[int, int, bytes]]) -> bytes:
    built = struct.pack("<LH", 0x223E9F78, 1)
    for level, attribute, content in attributes:
        built += struct.pack("<BLL", level, attribute, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)
    return built


def test_winmail_dat_gives_its_files(make_mail, pdf) -> None:
    # Level 2 is the attachment's: rendering data begins one, then its title and its bytes ([MS-OXTNEF] 2.1.3).
    content = tnef([(2, 0x00069002, b"\1\0" + b"\0" * 12), (2, 0x00018010, b"faktura.pdf\0"), (2, 0x0006800F, pdf)])

    documents = unpack(make_mail(text="x", files=[("winmail.dat", content, "application/ms-tnef")]))

    assert kept(documents)[0] == ("2.1", "pdf")
    assert documents.documents[0].name == "faktura.pdf"
    assert documents.documents[0].content == pdf


@pytest.mark.parametrize("cut", [20, 60, 75], ids=["in the first attribute", "in the name", "in the file"])
def test_a_winmail_dat_cut_off_is_left_to_a_person(make_mail, pdf, cut: int) -> None:
    content = tnef([(2, 0x00069002, b"\1\0" + b"\0" * 12), (2, 0x00018010, b"faktura.pdf\0"), (2, 0x0006800F, pdf)])[:cut]

    documents = unpack(make_mail(text=None, files=[("winmail.dat", content, "application/ms-tnef")]))

    assert left(documents)[0] == ("1", "archive-broken")


def test_every_part_ends_somewhere(make_mail, make_zip, make_picture, pdf) -> None:
    files = [
        ("a.pdf", pdf, "application/pdf"),
        ("a.zip", make_zip({"b.pdf": pdf, "c.txt": b"hej"}), "application/zip"),
        ("logo.png", make_picture(20, 20), "image/png"),
        ("x.bin", b"\0\1", "application/octet-stream"),
    ]
    parsed = parse_message(make_mail(files=files))

    documents = list_documents(parsed)
    paths = [path for path, _ in kept(documents) + left(documents)]

    for part in parsed.parts:
        assert part.is_body or any(path == part.path or path.startswith(f"{part.path}.") for path in paths)
    assert len(paths) == len(set(paths))


def test_documents_travel_as_json_and_blobs(make_mail, pdf) -> None:
    documents = unpack(make_mail(files=[("a.pdf", pdf, "application/pdf")]))

    data, blobs = documents_to_json(documents)

    assert documents_from_json(data, blobs) == documents
    assert pdf in blobs
    assert "a.pdf" not in repr(documents)
