from __future__ import annotations

import io
from dataclasses import dataclass

import pytest

from ingest.outlook import _read, open_outlook


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
