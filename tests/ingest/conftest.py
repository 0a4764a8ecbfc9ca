"""A good message and the files that come with one; a test says only what differs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage

import pytest

MakeMail = Callable[..., bytes]

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture
def pdf() -> bytes:
    return PDF


@pytest.fixture
def make_mail() -> MakeMail:
    def make(
        *,
        text: str | None = "Hermed faktura 20417, i alt 67.290,00 kr.\n",
        html: str | None = None,
        files: Sequence[tuple[str, bytes, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        message = EmailMessage()
        given = {
            "From": "Elm Court <faktura@elmcourt.example>",
            "To": "invoices@council.example",
            "Subject": "Faktura 20417",
            "Message-ID": "<20417@elmcourt.example>",
            "Date": "Tue, 30 Jun 2026 11:12:00 +0200",
            **(headers or {}),
        }
        for name, value in given.items():
            if value:
                message[name] = value
        if text is not None:
            message.set_content(text)
        if html is not None:
            message.add_alternative(html, subtype="html") if text is not None else message.set_content(html, subtype="html")
        for name, content, kind in files:
            main, _, sub = kind.partition("/")
            message.add_attachment(content, maintype=main, subtype=sub, filename=name)
        return message.as_bytes()

    return make


@pytest.fixture
def make_zip() -> Callable[[Mapping[str, bytes]], bytes]:
    def make(files: Mapping[str, bytes]) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return packed.getvalue()

    return make


@pytest.fixture
def make_picture() -> Callable[[int, int], bytes]:
    def make(width: int, height: int) -> bytes:
        from PIL import Image

        drawn = io.BytesIO()
        Image.new("RGB", (width, height), "white").save(drawn, "PNG")
        return drawn.getvalue()

    return make
