"""The tasks of the sandbox as typed calls. What a child answers is checked before anything is built from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from extract.options import Anchor, ReadOptions
from models.bank import BankStatement
from models.codec import decode, encode
from models.contract import extraction_from_json
from models.invoice import Extraction, PageSpan
from models.mail import Documents, ParsedMessage, documents_from_json, from_json
from models.reconciliation import Reconciliation, reconciliation_to_json
from models.reply import Reply, reply_from_json
from models.statement import DpStatement, statement_to_json
from reconcile.replies.facts import CaseFacts
from service.sandbox.errors import SandboxCrash
from service.sandbox.options import options_to_json

MESSAGE_SECONDS = 30.0
PICTURE_SECONDS = 20.0
#: Workbooks in one request: enough that the wall costs little, few enough that no request is long.
WORKBOOKS_AT_ONCE = 25


class Runs(Protocol):
    """Runs tasks: a `Sandbox`, or a stand-in that fails."""

    def run(
        self, task: str, params: Mapping[str, Any], blobs: Sequence[bytes], *, deadline_seconds: float
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Run a task of the table on the blobs."""


def open_message(sandbox: Runs, raw: bytes, internal_date: datetime | None = None) -> tuple[ParsedMessage, Documents]:
    """Read a mail message and take out its documents. The parts of the message come without their bytes."""
    params = {"internal_date": internal_date.isoformat() if internal_date else None}
    data, blobs = sandbox.run("open-message", params, [raw], deadline_seconds=MESSAGE_SECONDS)
    try:
        split = int(data["message_blobs"])
        return from_json(data["message"], blobs[:split]), documents_from_json(data["documents"], blobs[split:])
    except (ValueError, KeyError, TypeError) as error:
        raise SandboxCrash("it answered with something that is no message") from error


def read_document(
    sandbox: Runs,
    content: bytes,
    options: ReadOptions,
    *,
    name: str | None = None,
    content_type: str | None = None,
    deadline_seconds: float,
) -> Extraction:
    """Read one document; raises `UnreadableDocument` only when the child had to be killed or failed."""
    params = {"name": name, "content_type": content_type, "options": options_to_json(options)}
    data, _ = sandbox.run("read-document", params, [content], deadline_seconds=deadline_seconds)
    try:
        return extraction_from_json(data)
    except ValueError as error:
        raise SandboxCrash("it answered with something that is no extraction") from error


def cut_pages(sandbox: Runs, content: bytes, spans: Sequence[PageSpan], *, deadline_seconds: float) -> list[bytes]:
    """Return a PDF of each span of pages of a PDF."""
    _, parts = sandbox.run("cut-pages", {"spans": encode(tuple(spans))}, [content], deadline_seconds=deadline_seconds)
    if len(parts) != len(spans):
        raise SandboxCrash("it answered with another number of parts")
    return parts


def propose_anchor(
    sandbox: Runs,
    content: bytes,
    options: ReadOptions,
    path: str,
    value: object,
    *,
    content_type: str | None = None,
    deadline_seconds: float,
) -> Anchor | None:
    """Find which label on a document leads to the value of a reading, as a person gave it."""
    params = {"options": options_to_json(options), "path": path, "value": encode(value), "content_type": content_type}
    data, _ = sandbox.run("propose-anchor", params, [content], deadline_seconds=deadline_seconds)
    try:
        found: Anchor | None = decode(Anchor | None, data["anchor"])
    except (ValueError, KeyError) as error:
        raise SandboxCrash("it answered with something that is no anchor") from error
    return found


def try_anchor(
    sandbox: Runs,
    content: bytes,
    options: ReadOptions,
    anchor: Anchor,
    *,
    content_type: str | None = None,
    deadline_seconds: float,
) -> tuple[Extraction, Extraction] | None:
    """Read a document without an anchor and with it; None where it has no pages to read."""
    params = {"options": options_to_json(options), "anchor": encode(anchor), "content_type": content_type}
    data, _ = sandbox.run("try-anchor", params, [content], deadline_seconds=deadline_seconds)
    try:
        both = [extraction_from_json(each) for each in data["read"]]
    except (ValueError, KeyError, TypeError) as error:
        raise SandboxCrash("it answered with something that is no extraction") from error
    return (both[0], both[1]) if len(both) == 2 else None


def read_reply(sandbox: Runs, text: bytes, subject: str, case: CaseFacts) -> Reply:
    """Read a provider's answer to a balance letter; history that mail programs put below is parted from it first."""
    params = {"subject": subject, "case": encode(case)}
    data, _ = sandbox.run("read-reply", params, [text], deadline_seconds=MESSAGE_SECONDS)
    try:
        return reply_from_json(data)
    except (ValueError, KeyError, TypeError) as error:
        raise SandboxCrash("it answered with something that is no reply") from error


def read_bank(sandbox: Runs, content: bytes, currency: str) -> list[BankStatement]:
    """Read a bank's file. Raises UnreadableDocument where it is none."""
    data, _ = sandbox.run("read-bank", {"currency": currency}, [content], deadline_seconds=MESSAGE_SECONDS)
    try:
        return [decode(BankStatement, each) for each in data["statements"]]
    except (ValueError, KeyError, TypeError) as error:
        raise SandboxCrash("it answered with something that is no bank statement") from error


def build_workbooks(sandbox: Runs, cases: Sequence[tuple[Reconciliation, DpStatement]]) -> list[bytes]:
    """Build the workbook of each balance with its statement, a few at a time, in the children."""
    books: list[bytes] = []
    for start in range(0, len(cases), WORKBOOKS_AT_ONCE):
        part = cases[start : start + WORKBOOKS_AT_ONCE]
        params = {
            "cases": [
                {"balance": reconciliation_to_json(recon), "statement": statement_to_json(statement)}
                for recon, statement in part
            ]
        }
        _, blobs = sandbox.run("build-workbooks", params, [], deadline_seconds=MESSAGE_SECONDS)
        if len(blobs) != len(part):
            raise SandboxCrash("it answered with something that are not the workbooks")
        books += blobs
    return books


def show_message(sandbox: Runs, raw: bytes) -> str:
    """Return the HTML of a mail message without anything that could act; empty where it has none."""
    _, blobs = sandbox.run("show-message", {}, [raw], deadline_seconds=MESSAGE_SECONDS)
    if len(blobs) != 1:
        raise SandboxCrash("it answered with something that is no text")
    return blobs[0].decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A drawn page. `scale` is pixels per point."""

    data: bytes = field(repr=False)
    width: int
    height: int
    pages: int
    scale: float


def render_page(
    sandbox: Runs,
    content: bytes,
    page: int = 1,
    *,
    dots_per_inch: float = 150,
    most_pixels: int = 8_000_000,
    picture_type: str = "webp",
) -> PagePicture:
    """Draw a page, counted from 1, of a PDF or a picture."""
    params = {"page": page, "dots_per_inch": dots_per_inch, "most_pixels": most_pixels, "picture_type": picture_type}
    data, blobs = sandbox.run("render-page", params, [content], deadline_seconds=PICTURE_SECONDS)
    try:
        return PagePicture(blobs[0], int(data["width"]), int(data["height"]), int(data["pages"]), float(data["scale"]))
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise SandboxCrash("it answered with something that is no picture") from error
