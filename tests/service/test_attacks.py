"""Hostile files get an answer in time and in bounds, and the next document is read as if nothing had happened."""

from __future__ import annotations

import http.server
import io
import threading
import time
import zipfile
import zlib

import pytest
from PIL import Image

from countries.packs import COUNTRY_PACKS, DENMARK
from extract.options import ReadOptions
from models.document import ReaderName
from models.errors import UnreadableDocument
from service.sandbox.calls import open_message, read_document, render_page
from service.sandbox.errors import SandboxCrash, SandboxMemory, SandboxTimeout
from service.sandbox.pool import Sandbox

OPTIONS = ReadOptions(DENMARK, COUNTRY_PACKS)
SECONDS = 10.0
#: A child must be killed and replaced on top of its deadline; the machine may be busy.
SLACK = 5.0
GOOD = (
    b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>20417</ID>'
    b"<IssueDate>2026-06-30</IssueDate></Invoice>"
)


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(workers=1) as running:
        yield running


def pdf(*objects, catalog="<< /Type /Catalog /Pages 2 0 R >>"):
    """Return a PDF of objects from number 2 on, with a cross-reference table."""
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate((catalog, *objects), 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + (body if isinstance(body, bytes) else body.encode()) + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{place:010} 00000 n \n" for place in places).encode())
    out.write(f"trailer << /Root 1 0 R /Size {len(places) + 1} >>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


def stream(content, *, head="", packed=None):
    data = zlib.compress(content, 9) if packed is None else packed
    return f"<< /Length {len(data)} /Filter /FlateDecode {head} >>\nstream\n".encode() + data + b"\nendstream"


FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def one_page(content, size=(595, 842), packed=None):
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
    return pdf("<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, stream(content, packed=packed), FONT)


def flate_bomb():
    packer = zlib.compressobj(9)
    block = b"BT /F1 1 Tf (a) Tj ET " * 50_000
    pieces = [packer.compress(block) for _ in range(2**30 // len(block))]
    return one_page(b"", packed=b"".join((*pieces, packer.flush())))


def locked(user, owner):
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(user, owner, canPrint=0))
    canvas.drawString(50, 700, "Faktura nr. 20417")
    canvas.save()
    return out.getvalue()


def office(part, size):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open(part, "w") as inside:
            for _ in range(size // 2**20):
                inside.write(b"<a>" * (2**20 // 3))
    return out.getvalue()


def picture(side, kind="PNG", frames=1):
    out = io.BytesIO()
    images = [Image.new("1", (side, side)) for _ in range(frames)]
    images[0].save(out, kind, save_all=frames > 1, append_images=images[1:])
    return out.getvalue()


def huge_png_header():
    data = bytearray(picture(8))
    data[16:24] = (30_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


def far_cell():
    from openpyxl import Workbook

    book = Workbook()
    book.active["XFD1048576"] = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


LAUGHS = (
    "<!DOCTYPE lolz [<!ENTITY l0 'lol'>" + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10)) + "]>"
).encode()
GOOD_PDF = one_page(b"BT /F1 12 Tf 50 700 Td (Faktura nr. 20417) Tj ET")

ATTACKS = {
    "a billion laughs": lambda: b"<?xml version='1.0'?>" + LAUGHS + b"<a>&l9;</a>",
    "a quadratic blow-up": lambda: b"<!DOCTYPE a [<!ENTITY b '" + b"x" * 100_000 + b"'>]><a>" + b"&b;" * 20_000 + b"</a>",
    "an entity in an attribute": lambda: b"<?xml version='1.0'?>" + LAUGHS + b"<a b='&l9;'/>",
    "a file as an entity": lambda: b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "XML nested 500,000 deep": lambda: b"<a>" * 500_000,
    "an XML invoice nested 200 deep": lambda: GOOD.replace(b"</Invoice>", b"<b>" * 200 + b"</b>" * 200 + b"</Invoice>"),
    "XML with a text of 60 MB": lambda: b"<a>" + b"x" * 60_000_000 + b"</a>",
    "an XML invoice with 200,000 attributes": lambda: b"<a " + b" ".join(b'a%d=""' % n for n in range(200_000)) + b"/>",
    "300,000 text operators": lambda: one_page(b"BT /F1 9 Tf (a) Tj ET\n" * 300_000),
    "300,000 text operators in different places": lambda: one_page(
        b"".join(b"BT /F1 9 Tf %d %d Td (%d) Tj ET\n" % (n % 500, n % 800, n) for n in range(300_000))
    ),
    "a page of 14,400 points": lambda: one_page(b"BT /F1 9 Tf (a) Tj ET", (14_400, 14_400)),
    "a page of no size": lambda: one_page(b"BT /F1 9 Tf (a) Tj ET", (0, 0)),
    "a page of endless size": lambda: one_page(b"BT /F1 9 Tf (a) Tj ET", (10**9, 10**9)),
    "a gibibyte in a megabyte": flate_bomb,
    "a page tree that holds itself": lambda: pdf("<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 999999999 >>"),
    "two page trees that hold each other": lambda: pdf(
        "<< /Type /Pages /Kids [3 0 R] /Count 2 >>", "<< /Type /Pages /Kids [2 0 R] /Parent 2 0 R /Count 2 >>"
    ),
    "a count of pages that lies": lambda: GOOD_PDF.replace(b"/Count 1 ", b"/Count 999999999 "),
    "100,000 pages": lambda: pdf(
        f"<< /Type /Pages /Kids [{'3 0 R ' * 100_000}] /Count 100000 >>", "<< /Type /Page /Parent 2 0 R >>"
    ),
    "a form that draws itself": lambda: pdf(
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
        stream(b"/X Do"),
        stream(b"/X Do /X Do", head="/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>"),
    ),
    "forms within forms, ten million": lambda: pdf(
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
        stream(b"/X Do"),
        *(
            stream(
                b"/X Do " * 10, head=f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {n} 0 R >> >>"
            )
            for n in range(6, 13)
        ),
    ),
    "a PDF locked with a password": lambda: locked("secret", "secret"),
    "half a PDF": lambda: GOOD_PDF[: len(GOOD_PDF) // 2],
    "a PDF without its table": lambda: GOOD_PDF[: GOOD_PDF.rindex(b"xref")],
    "a PDF of garbage": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 4000,
    "a workbook of 300 MB": lambda: office("xl/workbook.xml", 300 * 2**20),
    "a Word file of 300 MB": lambda: office("word/document.xml", 300 * 2**20),
    "a workbook whose last cell is the last of all": far_cell,
    "a picture of 144 million pixels": lambda: picture(12_000),
    "a picture that says it has 900 million pixels": huge_png_header,
    "a TIFF of 500 pages": lambda: picture(64, "TIFF", 500),
    "half a picture": lambda: picture(2000)[:400],
    "HTML nested 100,000 deep": lambda: b"<html>" + b"<div>" * 100_000,
    "a CSV with 500,000 columns": lambda: b";".join([b"1"] * 500_000) + b"\n" + b";" * 499_999,
    "a word of 5 million letters": lambda: b"a" * 5_000_000,
    "5 million digits": lambda: b"1" * 5_000_000,
    "5 million brackets": lambda: b"(" * 5_000_000,
    "a mebibyte of dates": lambda: b"01.06-30.06.2026 til " * 50_000,
}


def outcome(sandbox, data):
    """Return the code a file got, or the reader that read it."""
    try:
        extraction = read_document(sandbox, data, OPTIONS, deadline_seconds=SECONDS)
    except (SandboxTimeout, SandboxMemory, SandboxCrash) as error:
        return error.code
    if extraction.reader is ReaderName.NONE:
        return extraction.findings[0].code if extraction.findings else "none"
    return extraction.reader.value


ANSWERS = {
    "doc-damaged", "doc-unsafe", "doc-unknown-type", "doc-password", "doc-too-large", "doc-empty", "doc-timeout", "doc-memory",
    "doc-crash", "too-many-pages", "doc-blank", *(reader.value for reader in ReaderName),
}  # fmt: skip


#: Where more can be said than that there is an answer.
NAMED = {
    "a billion laughs": {"doc-unsafe", "doc-damaged"},
    "a quadratic blow-up": {"doc-unsafe", "doc-damaged"},
    "a file as an entity": {"doc-unsafe"},
    "XML nested 500,000 deep": {"doc-damaged"},
    "an XML invoice nested 200 deep": {"ubl"},
    "a PDF locked with a password": {"doc-password"},
    "half a PDF": {"doc-damaged"},
    "a workbook of 300 MB": {"doc-too-large"},
    "a Word file of 300 MB": {"doc-too-large"},
    "a picture of 144 million pixels": {"doc-too-large"},
    "a gibibyte in a megabyte": {"doc-memory", "doc-crash", "doc-timeout"},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_gets_an_answer_and_the_next_document_is_read(sandbox, name):
    data = ATTACKS[name]()
    began = time.monotonic()
    answer = outcome(sandbox, data)
    seconds = time.monotonic() - began
    assert answer in NAMED.get(name, ANSWERS)
    assert seconds < SECONDS + SLACK
    assert read_document(sandbox, GOOD, OPTIONS, deadline_seconds=30).invoice.number.value == "20417"


def test_a_pdf_that_only_forbids_printing_is_read(sandbox):
    assert outcome(sandbox, locked("", "owner")) not in {"doc-password", "doc-damaged", "doc-crash"}


def test_entities_and_schemas_fetch_nothing(sandbox):
    asked = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Canary) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        for xml in (
            f"<!DOCTYPE a SYSTEM '{url}/dtd'><a/>",
            f"<!DOCTYPE a [<!ENTITY b SYSTEM '{url}/entity'>]><a>&b;</a>",
            f"<!DOCTYPE a [<!ENTITY % b SYSTEM '{url}/parameter'> %b;]><a/>",
            f"<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='{url}/include'/></a>",
            f"<a xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='urn:a {url}/schema'/>",
            f"<?xml-stylesheet href='{url}/style'?><a/>",
        ):
            outcome(sandbox, xml.encode())
        outcome(sandbox, f"<html><body><img src='{url}/image'><iframe src='{url}/frame'></iframe>x</body></html>".encode())
        server.shutdown()
    assert asked == []


def test_mail_nested_beyond_reason_is_still_a_message(sandbox):
    raw = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(20_000))
    began = time.monotonic()
    parsed, _ = open_message(sandbox, b"From: a@example.org\r\nMIME-Version: 1.0\r\n" + raw)
    assert parsed.sha256
    assert time.monotonic() - began < SECONDS


@pytest.mark.parametrize(
    ("size", "dots", "most"),
    [((14_400, 14_400), 300, 1_000_000), ((595, 842), 3000, 2_000_000)],
    ids=["a huge page", "a huge resolution"],
)
def test_a_page_is_never_drawn_with_more_pixels_than_asked_for(sandbox, size, dots, most):
    drawn = render_page(sandbox, one_page(b"BT /F1 9 Tf (a) Tj ET", size), dots_per_inch=dots, most_pixels=most)
    assert drawn.width * drawn.height <= most * 1.01
    with Image.open(io.BytesIO(drawn.data)) as image:
        assert image.size == (drawn.width, drawn.height)


def test_a_page_is_drawn_to_scale(sandbox):
    drawn = render_page(sandbox, GOOD_PDF, dots_per_inch=144, picture_type="png")
    assert (drawn.width, drawn.height, drawn.pages, drawn.scale) == (1190, 1684, 1, 2.0)


@pytest.mark.parametrize(
    ("data", "page", "code"),
    [
        (GOOD_PDF, 2, "page-missing"),
        (b"%PDF-1.7", 1, "doc-damaged"),
        (b"abc", 1, "doc-unknown-type"),
        (picture(12_000), 1, "doc-too-large"),
    ],
    ids=["a page that is not there", "a broken file", "a text", "a picture that is too large"],
)
def test_a_page_that_cannot_be_drawn_says_why(sandbox, data, page, code):
    with pytest.raises(UnreadableDocument) as error:
        render_page(sandbox, data, page)
    assert error.value.code == code


def test_a_second_page_of_a_tiff_is_drawn(sandbox):
    drawn = render_page(sandbox, picture(64, "TIFF", 3), 3)
    assert (drawn.width, drawn.height, drawn.pages) == (64, 64, 3)
