from __future__ import annotations

import io
from dataclasses import dataclass

import pytest

from ingest.mime import parse_message
from ingest.outlook import _read, open_outlook
from ingest.unpack import list_documents
from tests.ingest.compound import compound_file, message


@dataclass
class Storage:
    """A .msg as its reader sees it: streams by path. No library writes the format."""

    streams: dict[str, bytes]

    def listdir(self) -> list[list[str]]:
        return [path.split("/") for path in self.streams]

    def exists(self, path: str) -> bool:
        return any(known == path or known.startswith(f"{path}/") for known in self.streams)

    def openstream(self, path: str) -> io.BytesIO:
        return io.BytesIO(self.streams[path])


def text(words: str) -> bytes:
    return words.encode("utf-16-le")


def test_text_and_files_are_read_and_messages_inside_are_unfolded() -> None:
    inner = "__attach_version1.0_#00000001/__substg1.0_3701000D"
    storage = Storage(
        {
            "__substg1.0_1000001F": text("Se vedhæftede.\0"),
            "__attach_version1.0_#00000000/__substg1.0_37010102": b"%PDF-1.4",
            "__attach_version1.0_#00000000/__substg1.0_3707001F": text("Faktura æ.pdf"),
            "__attach_version1.0_#00000000/__substg1.0_3712001F": text("image@x"),
            f"{inner}/__substg1.0_10130102": b"<p>Videresendt</p>",
            f"{inner}/__attach_version1.0_#00000000/__substg1.0_37010102": b"%PDF-1.5",
            f"{inner}/__attach_version1.0_#00000000/__substg1.0_3704001E": b"KORT~1.PDF",
        }
    )

    found = list(_read(storage, (), 0))

    assert [(entry.content, entry.name, entry.is_text) for entry in found] == [
        ("Se vedhæftede.".encode(), None, True),
        (b"%PDF-1.4", "Faktura æ.pdf", False),
        (b"<p>Videresendt</p>", None, True),
        (b"%PDF-1.5", "KORT~1.PDF", False),
    ]
    assert found[1].content_id == "image@x"


def test_messages_in_messages_without_end_come_to_an_end() -> None:
    place = "/".join(["__attach_version1.0_#00000000/__substg1.0_3701000D"] * 30)

    found = list(_read(Storage({f"{place}/__substg1.0_1000001F": text("deep")}), (), 0))

    assert len(found) == 1


@pytest.mark.parametrize("content", [b"", b"no storage", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600])
def test_what_is_no_outlook_file_raises_one_error(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"^[A-Za-z]+$"):
        open_outlook(content)


def test_real_files_of_outlook_are_opened_with_what_is_in_them(pdf, make_mail) -> None:
    """Compound files as they lie on disk: a PDF, a larger file, and a message inside with a PDF of its own."""
    larger = b"%PDF-1.5\n" + bytes(range(256)) * 40
    forwarded = message("Faktura 55: 12 timer á 100,00 = 1.200,00 kr.", {"inde i.pdf": larger})
    saved = compound_file(message("Hermed faktura", {"faktura æ.pdf": pdf}, (forwarded,)))

    mail = make_mail(text="Se vedhæftede.", files=[("mail.msg", saved, "application/vnd.ms-outlook")])
    documents = list_documents(parse_message(mail)).documents

    assert [(each.kind.value, each.name, each.content) for each in documents if each.kind.value == "pdf"] == [
        ("pdf", "faktura æ.pdf", pdf),
        ("pdf", "inde i.pdf", larger),
    ]
    assert any("1.200,00" in each.content.decode() for each in documents if each.kind.value == "body")


def test_a_text_that_outlook_kept_only_in_its_own_form_is_left_to_a_person(pdf, make_mail) -> None:
    rich = {"__substg1.0_10090102": b"\x2a\0\0\0\x40\0\0\0LZFu packed"}
    saved = compound_file(message(files={"faktura.pdf": pdf}, **rich))

    documents = list_documents(parse_message(make_mail(text="x", files=[("m.msg", saved, "application/vnd.ms-outlook")])))

    assert [each.kind.value for each in documents.documents] == ["pdf"]
    assert [(each.name, each.needs_person) for each in documents.left_out if each.name] == [("message.rtf", True)]
