"""A message opened once: what it says, and the documents in it. This is what the sandbox does with raw bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ingest.mime import parse_message
from ingest.unpack import list_documents
from models.mail import Documents, ParsedMessage


def open_raw(raw: bytes, internal_date: datetime | None = None) -> tuple[ParsedMessage, Documents]:
    """Return the message without the bytes of its parts, and its documents with theirs. Never raises on any bytes."""
    parsed = parse_message(raw, internal_date)
    documents = list_documents(parsed)
    light = tuple(replace(part, content=b"") for part in parsed.parts)
    return replace(parsed, parts=light), documents
