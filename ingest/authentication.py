"""Authentication-Results (RFC 8601) as mail systems really write it, Exchange Online's form without a server name included."""

from __future__ import annotations

import re

from ingest.headers import LONGEST
from models.mail import Authentication, AuthenticationResult

_METHOD = re.compile(r"\s*([A-Za-z][\w-]{0,40})(?:\s?/\s?\d{1,3})?\s?=\s?([A-Za-z]{1,30})", re.ASCII)
_PROPERTY = re.compile(r"\b(header|smtp|policy|body)\.([\w-]{1,40})\s?=\s?\"?([^\s;\"]{1,320})", re.ASCII)
#: Which property names the domain a method vouches for.
_DOMAINS = {
    "dmarc": ("header.from",),
    "compauth": ("header.from",),
    "dkim": ("header.d", "header.i"),
    "arc": ("header.d",),
    "spf": ("smtp.mailfrom", "smtp.helo"),
}


def parse_authentication(value: str) -> Authentication:
    """Return what one header says. What makes no sense is skipped; the header is written by machines of many minds.

    >>> found = parse_authentication("spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=elm.example; dmarc=fail header.from=elm.example")
    >>> found.server, found.result("spf"), found.result("dmarc"), found.results[0].domain
    (None, 'pass', 'fail', 'elm.example')
    """
    segments = _without_comments(value[:LONGEST]).split(";")
    server = None
    if not _METHOD.match(segments[0]):
        words = segments.pop(0).split()
        server = words[0].lower() if words else None
    found = (_result(segment) for segment in segments[:200])
    return Authentication(server, tuple(entry for entry in found if entry is not None))


def _result(segment: str) -> AuthenticationResult | None:
    method = _METHOD.match(segment)
    if method is None:
        return None
    name = method[1].lower()
    properties = {f"{found[1]}.{found[2]}".lower(): found[3] for found in _PROPERTY.finditer(segment)}
    domain = next((properties[key] for key in _DOMAINS.get(name, ()) if key in properties), None)
    return AuthenticationResult(name, method[2].lower(), _domain(domain))


def _domain(value: str | None) -> str | None:
    return value.rpartition("@")[2].strip("<>.").lower() or None if value else None


def _without_comments(text: str) -> str:
    kept: list[str] = []
    depth = 0
    for character in text:
        depth += character == "("
        if not depth:
            kept.append(character)
        depth -= character == ")" and depth > 0
    return "".join(kept)
