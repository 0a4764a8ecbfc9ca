"""Everything a child can be asked to do, in one visible table: name → function of JSON values and byte strings.

A new task is one entry here and one typed call in `service.sandbox.calls`.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from typing import Any

Answer = tuple[dict[str, Any], Sequence[bytes]]
Task = Callable[[Mapping[str, Any], Sequence[bytes]], Answer]


def open_message(params: Mapping[str, Any], blobs: Sequence[bytes]) -> Answer:
    """Read a mail message and take out its documents; the bytes of the other parts stay here."""
    from ingest.opening import open_raw
    from models.mail import documents_to_json, to_json

    date = params.get("internal_date")
    parsed, documents = open_raw(blobs[0], datetime.fromisoformat(date) if date else None)
    message, parts = to_json(parsed)
    listed, contents = documents_to_json(documents)
    return {"message": message, "documents": listed, "message_blobs": len(parts)}, [*parts, *contents]


def read_document(params: Mapping[str, Any], blobs: Sequence[bytes]) -> Answer:
    """Read one document."""
    from extract.read import read_document as read
    from models.contract import extraction_to_json
    from service.sandbox.options import options_from_json

    extraction = read(
        blobs[0], name=params.get("name"), content_type=params.get("content_type"), options=options_from_json(params["options"])
    )
    return extraction_to_json(extraction), ()


def cut_pages(params: Mapping[str, Any], blobs: Sequence[bytes]) -> Answer:
    """Take a PDF apart into spans of pages."""
    from extract.cutting import cut
    from models.codec import decode
    from models.invoice import PageSpan

    return {}, cut(blobs[0], [decode(PageSpan, each) for each in params["spans"]])


def propose_anchor(params: Mapping[str, Any], blobs: Sequence[bytes]) -> Answer:
    """Find which label leads to a value that a person put right."""
    from extract.memory.replay import propose_on
    from models.codec import decode, encode
    from models.invoice import value_type
    from service.sandbox.options import options_from_json

    options, path = options_from_json(params["options"]), params["path"]
    anchor = propose_on(blobs[0], options, path, decode(value_type(path), params["value"]), params["content_type"])
    return {"anchor": encode(anchor) if anchor else None}, ()


def try_anchor(params: Mapping[str, Any], blobs: Sequence[bytes]) -> Answer:
    """Read a document without an anchor and with it."""
    from extract.memory.replay import try_on
    from extract.options import Anchor
    from models.codec import decode
    from models.contract import extraction_to_json
    from service.sandbox.options import options_from_json

    both = try_on(blobs[0], options_from_json(params["options"]), decode(Anchor, params["anchor"]), params["content_type"])
    return {"read": [extraction_to_json(each) for each in both or ()]}, ()


def read_reply(params: Mapping[str, Any], blobs: Sequence[bytes]) -> Answer:
    """Read a provider's answer to a balance letter."""
    from ingest.reply_text import strip_quoted
    from models.codec import decode
    from models.reply import reply_to_json
    from reconcile.replies.classify import classify
    from reconcile.replies.facts import CaseFacts
    from reconcile.replies.read import read_reply as read

    own = strip_quoted(blobs[0].decode("utf-8", "replace")).reply
    return reply_to_json(read(own, params["subject"], decode(CaseFacts, params["case"]), classify)), ()


def build_workbooks(params: Mapping[str, Any], blobs: Sequence[bytes]) -> Answer:
    """Build the workbooks of balances. Nothing foreign is parsed here: the children are where the other processors are."""
    from models.reconciliation import reconciliation_from_json
    from models.statement import statement_from_json
    from reconcile.workbook import build_workbook

    del blobs
    pairs = ((reconciliation_from_json(each["balance"]), statement_from_json(each["statement"])) for each in params["cases"])
    return {}, [build_workbook(recon, statement) for recon, statement in pairs]


def read_bank(params: Mapping[str, Any], blobs: Sequence[bytes]) -> Answer:
    """Read a bank's file: its statements with their lines."""
    from extract.readers.bank import read_bank_file
    from models.codec import encode

    return {"statements": [encode(each) for each in read_bank_file(blobs[0], params["currency"])]}, ()


def render_page(params: Mapping[str, Any], blobs: Sequence[bytes]) -> Answer:
    """Draw one page of a document."""
    from service.sandbox.pictures import render

    picture = render(
        blobs[0], page=params["page"], dots_per_inch=params["dots_per_inch"], most_pixels=params["most_pixels"],
        picture_type=params["picture_type"],
    )  # fmt: skip
    return {"width": picture.width, "height": picture.height, "pages": picture.pages, "scale": picture.scale}, (picture.data,)


def show_message(_params: Mapping[str, Any], blobs: Sequence[bytes]) -> Answer:
    """Clean the HTML of a mail message for the eyes of staff."""
    from ingest.harmless import harmless_html

    return {}, (harmless_html(blobs[0]).encode(),)


#: Every task.
TASKS: Mapping[str, Task] = {
    "build-workbooks": build_workbooks,
    "cut-pages": cut_pages,
    "open-message": open_message,
    "propose-anchor": propose_anchor,
    "read-bank": read_bank,
    "read-document": read_document,
    "read-reply": read_reply,
    "render-page": render_page,
    "show-message": show_message,
    "try-anchor": try_anchor,
}


#: What nearly every job needs; loaded before the first document, so that it does not wait for it. OCR loads its own.
WARM = (
    "countries.packs", "extract.read", "extract.readers.electronic", "extract.readers.facturx", "extract.readers.pdf",
    "ingest.opening", "models.contract", "pypdfium2", "lxml.etree",
)  # fmt: skip


#: The collector of cycles runs after so many new objects. Reading makes many and hardly a cycle; at the usual 700 it takes a tenth of the time.
COLLECTED = (20_000, 20, 100)


def warm_up() -> None:
    """Load what nearly every job needs, and look through it for garbage no more."""
    for name in WARM:
        import_module(name)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED)
