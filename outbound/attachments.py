"""The words inside an attachment that we made, for the check that nobody else's case goes along.

Only what can be read whole is let through: an attachment that cannot be searched does not leave.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import Element, ParseError, fromstring  # our own files, of bounded size

from models.errors import PermanentError
from models.letter import Attachment

_LARGEST = 25 * 1024 * 1024
_LARGEST_UNPACKED = 200 * 1024 * 1024
_MOST_PAGES = 500
#: Elements whose runs are one text: a shared string, a cell, a comment, a paragraph.
_WHOLE_TEXTS = frozenset({"si", "is", "text", "p", "v", "f"})
#: Attributes that hold words people wrote: sheet and range names, alternative texts, links.
_WORD_ATTRIBUTES = frozenset({"name", "displayName", "descr", "title", "tooltip", "display", "Target", "location"})


class UnreadableAttachment(PermanentError):
    """The attachment cannot be searched."""


def attachment_text(attachment: Attachment) -> str:
    """Return every word of an attachment, hidden sheets, comments and properties included."""
    if len(attachment.content) > _LARGEST:
        raise UnreadableAttachment("it is too large.")
    kind = attachment.content_type.partition(";")[0].strip().lower()
    read = _text if kind.startswith("text/") else READERS.get(kind)
    if read is None:
        raise UnreadableAttachment(f"files of type {kind} cannot be searched.")
    return read(attachment.content)


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableAttachment("its text is in an unknown encoding.")


def _office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_UNPACKED:
                raise UnreadableAttachment("it is too large when unpacked.")
            return "\n".join(text for name in archive.namelist() for text in _part(name, archive.read(name)))
    except (zipfile.BadZipFile, ParseError, RuntimeError, NotImplementedError) as error:
        raise UnreadableAttachment("it is damaged or locked.") from error


def _part(name: str, content: bytes) -> Iterator[str]:
    if name.endswith("/"):
        return
    if not name.endswith((".xml", ".rels", ".vml")):
        raise UnreadableAttachment("it holds a picture or another file inside.")
    yield from _words_of(fromstring(content))  # noqa: S314  our own files; expat limits entities


def _words_of(element: Element) -> Iterator[str]:
    yield from (value for key, value in element.attrib.items() if key.rpartition("}")[2] in _WORD_ATTRIBUTES)
    if element.tag.rpartition("}")[2] in _WHOLE_TEXTS or not len(element):
        yield "".join(element.itertext())
        return
    for child in element:
        yield from _words_of(child)


def _pdf(content: bytes) -> str:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise UnreadableAttachment("it is damaged or locked.") from error
    with document:
        if len(document) > _MOST_PAGES:
            raise UnreadableAttachment("it has too many pages.")
        pages = [_page_text(document, number) for number in range(len(document))]
        return "\n".join([*pages, *document.get_metadata_dict().values()])


def _page_text(document: object, number: int) -> str:
    page = document[number]  # type: ignore[index]  # pypdfium2 has no types
    words = page.get_textpage()
    try:
        text = str(words.get_text_bounded())
        pictures = any(True for _ in page.get_objects(filter=(3,), max_depth=3))  # 3 is an image
    finally:
        words.close()
        page.close()
    if pictures:
        raise UnreadableAttachment(f"page {number + 1} holds a picture.")
    return text


#: How the words of each kind of file are had.
READERS: Mapping[str, Callable[[bytes], str]] = {
    "application/json": _text,
    "application/pdf": _pdf,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _office,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _office,
}
