"""Delivery reports that only say it in words, and what the words mean for the next letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email.message import Message

from ingest.addresses import parse_addresses
from ingest.headers import decode_words, parse_parameters, readable
from ingest.structure import header_value, header_values
from models.mail import DeliveryReport, Part, Permanence

_MACHINES = re.compile(
    r"mailer-?daemon|mail-?daemon|mdaemon|post_?master|mail[. ]deliver[a-z]{0,3}[. ](?:sub)?system|internet mail delivery"
    r"|system administrator|mail administrator|mail delivery service",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"undeliver|not delivered|returned (?:mail|to sender)|mail (?:system error|delivery)|deliver[a-z]{0,3} "
    r"(?:status|failure|failed|error|problem|report|unsuccessful|notification|delay|has)|failure (?:notice|notification)|fail(?:ed|ure) delivery|delivery failed"
    r"|mail failure|message delayed|delayed mail|delayed \d{1,3} hours|could not send|cannot send|rejected|bounce"
    r"|kan ikke leveres|kunne ikke leveres|ikke leveret|ikke afleveret|uleveret|ikke-leverbar|leveringsfejl|leveringsstatus|forsinket levering",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"(?:could|can|was|were|did|has|have|is) ?(?:not|n't)(?: yet)?(?: be| been| able to)? ?(?:deliver|reach|sent|accept)|undeliver|unable to deliver|delivery (?:to|of|error|fail)"
    r"|delivery errors|deliver(?:y)? (?:failed|failure)|not deliverable|permanent (?:fatal )?error|fatal error|returned (?:mail|to)|transcript of session|was rejected"
    r"|user unknown|unknown user|invalid user|malformed address|account is disabled|does not exist|kunne ikke leveres|kan ikke leveres|ikke leveret",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"not yet been delivered|has been delayed|delivery (?:is |has been )?delayed|will (?:continue|keep|retry|be retried)|still (?:trying|being)|warning message only"
    r"|delivery attempts will continue|er forsinket|forsøger fortsat",
    re.IGNORECASE,
)
_GAVE_UP = re.compile(
    r"gave up|giving up|given up|has expired|could not be delivered|permanent|not going to try again", re.IGNORECASE
)
#: From here on a report shows the mail that came back.
_COPY = re.compile(
    r"^[ \t>*-]{0,40}(?:below this line is a copy|original message|unsent message|this is a copy of|copy of your message|returned message|message header|headers? of (?:the )?original"
    r"|the original message (?:follows|headers)|oprindelig (?:meddelelse|besked)|message follows|first \d{1,6} bytes|en kopi af)[^\n]{0,120}$|^(?:received|return-path|x-[a-z-]{1,40}|dkim-signature):",
    re.IGNORECASE | re.MULTILINE,
)
_COPIED_TO = re.compile(r"^[ \t>]{0,10}To:[ \t]*([^\n]{3,300})$", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")

_FULL = re.compile(
    r"mailbox (?:is |size )?(?:exceed|full)|(?:mailbox|mailfolder|inbox|folder|storage|disk)[^.\n]{0,40}\b(?:full|exceeded)|over (?:its |disk |the )?quota|quota (?:exceeded|is full)"
    r"|exceed(?:s|ed)[^.\n]{0,40}(?:quota|storage|limit)|insufficient (?:disk|system|storage)|not enough (?:space|storage)|out of (?:storage|disk)|postkassen er fuld",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"user[\w ]{0,12} (?:unknown|not (?:found|known|listed|exist)|does(?: not|n't) exist|invalid)|unknown (?:user|recipient|local|address|mailbox|account|e-?mail)|no (?:such|valid) (?:user|recipient|mailbox|address|person|account|local)"
    r"|(?:recipient|address|mailbox|account|user|e-?mail)[^.\n;]{0,50}(?:not (?:found|recogni[sz]ed|exist|listed|known|valid)|does(?: not|n't) exist|doesn't have|unknown)|invalid (?:recipient|mailbox|user|address|local)"
    r"|(?:recipient|address|mailbox) (?:is )?(?:invalid|unknown|unavailable)|recipnotfound|no mailbox (?:here|by)|not (?:a valid|our customer|listed in)|don't have an account|isn't (?:a valid|listed)|unrouteable|bad destination"
    r"|addressee unknown|undeliverable address|no longer (?:valid|on server|with|works|employed|in use)|adressen findes ikke|modtageren findes ikke|ukendt (?:bruger|modtager)",
    re.IGNORECASE,
)
_NO_HOST = re.compile(
    r"(?:host|domain)(?: name)?[^.\n;]{0,40}(?:unknown|not (?:found|exist)|does(?: not|n't) exist|lookup failed)|unknown (?:host|domain)|nxdomain|no such (?:host|domain)|name or service not known|couldn't find any host"
    r"|nullmx|null mx|domain of recipient|does not accept mail|not accept(?:ing)? (?:any )?(?:mail|e-?mail|messages)(?! from)|domænet findes ikke",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"temporar|try again|timed? ?out|too (?:many|large|big)|gr[ea]ylist|spam|block|blacklist|polic|access denied|not permitted|relay|reputation|size|queue too long|dmarc|\bspf\b|dkim|authenticat|reverse|\bptr\b|rdns"
    r"|filter|reject(?:ed)? by|banned|suspend|disabled|inactive|prohibit|content|header|loop|unavailable",
    re.IGNORECASE,
)
_HARD_STATUS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.4.4"})


def looks_like_report(message: Message, parts: Sequence[Part], text: str) -> bool:
    """Tell whether a message is a mail system's report; a person who forwards one is not a mail system."""
    content_type = parse_parameters(header_value(message, "Content-Type") or "")[1].get("report-type", "").lower()
    if content_type in {"delivery-status", "global-delivery-status"}:
        return True
    if content_type or any(part.content_type == "message/feedback-report" for part in parts):
        return False
    if any(part.content_type == "message/delivery-status" and not part.nested for part in parts):
        return True
    if header_value(message, "X-Failed-Recipients") or header_value(message, "X-MS-Exchange-Message-Is-Ndr") is not None:
        return True
    return _speaks_like_report(message, text[:20_000])


def _speaks_like_report(message: Message, text: str) -> bool:
    from_machine = any(
        _MACHINES.search(value) for name in ("From", "Return-Path", "Sender") for value in header_values(message, name)[:2]
    )
    no_sender = (header_value(message, "Return-Path") or "").strip() == "<>"
    subject = bool(_SUBJECT.search(readable(decode_words(header_value(message, "Subject") or ""))[:300]))
    failed = bool(_FAILED.search(text) or _DELAYED.search(text))
    return (from_machine and (subject or failed)) or (no_sender and subject and failed)


def read_prose(message: Message, parts: Sequence[Part], text: str) -> Iterator[DeliveryReport]:
    """Yield what the words say of each recipient that they name."""
    subject = readable(decode_words(header_value(message, "Subject") or ""))[:300]
    body = _own_words(text or _first_text(parts))
    ours = {found.address for name in ("To", "From", "Delivered-To") for found in parse_addresses(header_values(message, name))}
    named = parse_addresses([decode_words(value) for value in header_values(message, "X-Failed-Recipients")])
    recipients = [found.address for found in named if "@" in found.address] or _recipients(body, ours) or _copied_to(text, ours)
    for address, words in _sections(body, recipients):
        said = words if _says_why(words) else f"{subject} {body}"
        delayed = bool(_DELAYED.search(f"{subject} {body}")) and not _GAVE_UP.search(body)
        status = _STATUS.search(words) or _STATUS.search(body)
        permanence = Permanence.DELAYED if delayed else judge(status[1] if status else None, said)
        action = "delayed" if delayed else "failed"
        yield DeliveryReport(address, action, status[1] if status else None, permanence, None, readable(words)[:1000], "prose")


def _first_text(parts: Sequence[Part]) -> str:
    return next((part.content[:20_000].decode("utf-8", "replace") for part in parts if part.sniffed.startswith("text/")), "")


def _own_words(text: str) -> str:
    head = text[:20_000]
    copy = _COPY.search(head)
    return head[: copy.start()] if copy and copy.start() > 40 else head


def _recipients(body: str, ours: set[str]) -> list[str]:
    found = [address.lower().strip("'.") for address in _ADDRESS.findall(body)]
    theirs = [address for address in found if address not in ours and not _MACHINES.search(address)]
    return list(dict.fromkeys(theirs or found))[:50]


def _copied_to(text: str, ours: set[str]) -> list[str]:
    """Return whom the mail shown at the end was for, when the report names nobody."""
    found = _COPIED_TO.search(text[:100_000])
    addresses = [address.address for address in parse_addresses([found[1]])] if found else []
    return [address for address in addresses if "@" in address and address not in ours][:1]


def _sections(body: str, recipients: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each recipient with the words from its name to the next one's."""
    lowered = body.lower()
    places = sorted((lowered.find(address), address) for address in recipients)
    for number, (at, address) in enumerate(places):
        end = places[number + 1][0] if number + 1 < len(places) else len(body)
        yield address, body[max(at, 0) : end]


def _says_why(words: str) -> bool:
    return any(pattern.search(words) for pattern in (_FULL, _NOBODY, _NO_HOST, _LATER, _STATUS))


def judge(status: str | None, words: str) -> Permanence:
    """Return whether an address is gone. In doubt it is not: a stopped letter is worse than a second bounce.

    >>> judge("5.1.1", "550 no such user").value, judge("5.2.2", "mailbox full").value, judge("5.7.1", "blocked").value
    ('hard', 'soft', 'soft')
    """
    cut = words[:4000]
    if _FULL.search(cut):
        return Permanence.SOFT
    # 5.1.7 and 5.1.8 complain of the sender, not of the recipient.
    if status is not None and (status.startswith("4.") or status in {"5.1.7", "5.1.8"}):
        return Permanence.SOFT
    if _NOBODY.search(cut) or _NO_HOST.search(cut):
        return Permanence.HARD
    if _LATER.search(cut) and status not in _HARD_STATUS:
        return Permanence.SOFT
    return Permanence.HARD if status in _HARD_STATUS else Permanence.SOFT
