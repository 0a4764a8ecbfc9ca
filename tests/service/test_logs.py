from __future__ import annotations

import ast
import io
import json
import logging
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from service.logs import FIELDS, configure_logs, redact

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("ingest", "extract", "match", "reconcile", "outbound", "countries", "service", "web")


@pytest.fixture
def logged() -> Iterator[Callable[[], list[dict[str, object]]]]:
    """What has been logged so far."""
    before = logging.getLogger().handlers[:]
    stream = io.StringIO()
    configure_logs("info", stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().handlers[:] = before
    structlog.reset_defaults()


def test_listed_fields_are_written_and_others_are_named_but_not_shown(logged):
    structlog.get_logger("afstem.work").info("advanced", kind="document", id=3, person="Anna Berg")

    (event,) = logged()
    assert (event["event"], event["kind"], event["id"], event["level"]) == ("advanced", "document", 3, "info")
    assert event["left_out"] == ["person"]
    assert "Anna" not in str(event)


def test_an_exception_is_its_kind_and_place_never_its_message(logged):
    try:
        raise ValueError("the line for Anna Berg, 150331-4203")
    except ValueError:
        structlog.get_logger("afstem.work").exception("step-failed", id=1)

    (event,) = logged()
    assert event["error"] == "ValueError"
    assert str(event["at"]).startswith("['test_logs.py:")
    assert "Anna" not in str(event)


def test_a_librarys_warning_comes_without_what_it_put_into_it(logged):
    logging.getLogger("pdfminer.page").warning("cannot read %s", "Anna Berg")
    logging.getLogger("pdfminer.page").info("of no interest")

    (event,) = logged()
    assert event["logger"] == "pdfminer.page"
    assert event["event"] == "cannot read %s"


def test_a_thousand_made_up_people_leave_no_trace(logged):
    rng = random.Random(7)
    log = structlog.get_logger("afstem.work")
    people = []
    for _ in range(1000):
        day, year, tail = rng.randint(1, 28), rng.randint(31, 36), f"{rng.randint(0, 9999):04}"
        cpr = f"{day:02}{rng.randint(1, 12):02}{year}{rng.choice(['-', ' ', ''])}{tail}"
        nhs = f"999 {rng.randint(100, 999)} {rng.randint(1000, 9999)}"
        iban = f"GB{rng.randint(10, 99)} BUKB {rng.randint(1000, 9999)} {rng.randint(1000, 9999)} {rng.randint(1000, 9999)} {rng.randint(10, 99)}"
        account = f"{rng.randint(10, 99)}-{rng.randint(10, 99)}-{rng.randint(10, 99)} {rng.randint(10_000_000, 99_999_999)}"
        domestic = f"{rng.randint(1000, 9999)}-{rng.randint(10**9, 10**10 - 1)}"
        address = f"anna{rng.randint(0, 999)}@care{rng.randint(0, 99)}.example"
        phone = f"+45 {rng.randint(10, 99)} {rng.randint(10, 99)} {rng.randint(10, 99)} {rng.randint(10, 99)}"
        insurance = f"AB {rng.randint(10, 99)} {rng.randint(10, 99)} {rng.randint(10, 99)} C"
        people.append((cpr, nhs, iban, account, domestic, address, phone, insurance))
        for secret in people[-1]:
            log.info(secret, reason=f"because of {secret}.", code=[secret], state={secret: secret})

    events = [json.dumps(event, ensure_ascii=False) for event in logged()]
    told = [secret for person in people for secret in person]
    assert len(events) == len(told)
    assert [secret for secret, event in zip(told, events, strict=True) if secret in event] == []


@pytest.mark.parametrize(
    "text",
    ["advanced to extracted", "sha256 " + "3f" * 32, "12 rows in 0.53 s", "2026-06-30T09:12:00Z", "worker host:4711:9f3c2a1b", "127.0.0.1:8765"],
)  # fmt: skip
def test_what_operators_need_is_not_blanked(text):
    assert redact(text) == text


def test_every_field_that_is_logged_is_on_the_list():
    logged = set()
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and ast.unparse(node.func.value) in {"_log", "log"}
            ):
                logged |= {keyword.arg for keyword in node.keywords if keyword.arg}

    assert logged, "the service logs something"
    assert logged - FIELDS - {"exc_info"} == set()


def test_no_field_can_hold_a_persons_name():
    assert not FIELDS & {
        "person",
        "subject",
        "sender",
        "recipient",
        "address",
        "text",
        "body",
        "cpr",
        "nhs_number",
        "email",
        "user",
    }
