from __future__ import annotations

from collections.abc import Mapping

import pytest

from ingest.mime import parse_message
from ingest.triage import Known, candidate_ids, candidate_tokens, triage
from ingest.unpack import list_documents
from models.mail import Permanence
from models.triage import SubjectClass, Triage

KNOWN = Known(
    own_domains={"council.example"},
    our_ids={"out.7.ab@council.example", "out.8.cd@council.example"},
    our_tokens={"K7Q2M9", "SUP111"},
    map_ids={"out.8.cd@council.example"},
    map_tokens={"K7Q2M9"},
    map_senders={"ann@map.example", "@payroll.example"},
)


def sort(raw: bytes, known: Known = KNOWN) -> Triage:
    parsed = parse_message(raw)
    return triage(parsed, list_documents(parsed), known)


@pytest.mark.parametrize(
    ("headers", "text", "wanted"),
    [
        pytest.param({}, "Faktura 20417, i alt 67.290,00 kr.", SubjectClass.INVOICE, id="an invoice in the text"),
        pytest.param({"Subject": "Spørgsmål"}, "Hvornår betaler I?", SubjectClass.OTHER, id="a question"),
        pytest.param({"Auto-Submitted": "auto-replied", "Subject": "x"}, "Jeg er væk.", SubjectClass.AUTO_REPLY, id="RFC 3834"),
        pytest.param({"Auto-Submitted": "no", "Subject": "x"}, "Hej", SubjectClass.OTHER, id="says it is no machine"),
        pytest.param({"X-Autoreply": "yes", "Subject": "x"}, "Hej", SubjectClass.AUTO_REPLY, id="an old header"),
        pytest.param(
            {"X-Auto-Response-Suppress": "All", "Subject": "x"}, "Hej", SubjectClass.OTHER, id="Exchange sets it on all mail"
        ),
        pytest.param(
            {"Subject": "Automatisk svar: Faktura"}, "Jeg er væk.", SubjectClass.INVOICE, id="a subject alone is too weak"
        ),
        pytest.param(
            {"Subject": "Automatisk svar: Rykker", "In-Reply-To": "<a@b>"},
            "Væk.",
            SubjectClass.AUTO_REPLY,
            id="a subject and an answer",
        ),
        pytest.param(
            {"Subject": "Out of office", "Return-Path": "<>"}, "Away.", SubjectClass.AUTO_REPLY, id="a subject and no sender"
        ),
        pytest.param(
            {"Subject": "Re: Statement", "In-Reply-To": "<out.8.cd@council.example>", "From": "ann@map.example"},
            "Agreed.",
            SubjectClass.MAP_REPLY,
            id="an answer by id",
        ),
        pytest.param(
            {"Subject": "Re: [Ref K7Q2M9] Balance", "From": "ann@map.example"}, "Agreed.", SubjectClass.MAP_REPLY, id="a token"
        ),
        pytest.param(
            {"Subject": "Balances", "From": "x@payroll.example"}, "Hello", SubjectClass.MAP_REPLY, id="a known provider"
        ),
        pytest.param(
            {"Subject": "Bank", "From": "x@elm.example"},
            "We have changed our bank details.",
            SubjectClass.BANK_CHANGE,
            id="bank",
        ),
    ],
)
def test_messages_are_told_apart(make_mail, headers: Mapping[str, str], text: str, wanted: SubjectClass) -> None:
    found = sort(make_mail(text=text, headers=headers))

    assert found.subject_class is wanted
    assert found.reason.endswith(".")


def test_a_machine_that_sends_an_invoice_sends_an_invoice(make_mail, pdf) -> None:
    raw = make_mail(headers={"Auto-Submitted": "auto-generated"}, files=[("f.pdf", pdf, "application/pdf")])

    found = sort(raw)

    assert found.subject_class is SubjectClass.INVOICE
    assert found.from_machine


def test_a_stranger_who_quotes_our_letter_is_not_known(make_mail) -> None:
    found = sort(make_mail(text="Agreed.", headers={"Subject": "Re: [Ref K7Q2M9]", "From": "x@stranger.example"}))

    assert (found.subject_class, found.answers, found.sender_known) == (SubjectClass.MAP_REPLY, "K7Q2M9", False)


def test_a_supplier_who_answers_with_a_new_invoice_sends_an_invoice(make_mail, pdf) -> None:
    headers = {"Subject": "SV: Faktura", "References": "<out.7.ab@council.example>"}

    found = sort(make_mail(text="Se ny faktura.", headers=headers, files=[("f.pdf", pdf, "application/pdf")]))

    assert (found.subject_class, found.answers) == (SubjectClass.INVOICE, "out.7.ab@council.example")


def test_a_copy_of_our_letter_is_ours_and_a_colleagues_mail_is_not(make_mail, pdf) -> None:
    ours = make_mail(headers={"From": "finance@council.example", "Message-ID": "<out.7.ab@council.example>"})
    forwarded = make_mail(headers={"From": "clerk@council.example"}, files=[("f.pdf", pdf, "application/pdf")])

    assert sort(ours).subject_class is SubjectClass.OWN
    assert sort(forwarded).subject_class is SubjectClass.INVOICE


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Bemærk: vi har skiftet bank.", True),
        ("Vi har fået nyt kontonummer: 1234-0012345678", True),
        ("Vores kontonummer er ændret pr. 1. juli.", True),
        ("Please update our bank details as below.", True),
        ("Our bank account details have changed.", True),
        ("Our old account is not in use any more. New bank account: 10-20-30 12345678", True),
        ("We will never change our bank details by e-mail.", False),
        ("Vi ændrer aldrig vores bankoplysninger pr. mail.", False),
        ("If you receive a request to change our bank details, call us.", False),
        ("> Please update our bank details", False),
        ("Betal til konto 1234-0012345678.", False),
        ("Our bank details have not changed.", False),
        ("Please send us your new bank details so that we can return the surplus.", False),
        ("Please update your records with our new bank details.", True),
        ("Send os jeres nye kontonummer.", False),
    ],
)
def test_words_about_the_bank_are_told_from_warnings(make_mail, text: str, asks: bool) -> None:
    found = sort(make_mail(text=text, headers={"Subject": "Hilsen"}))

    assert (found.subject_class is SubjectClass.BANK_CHANGE) is asks


def test_a_bank_change_is_seen_beside_an_invoice(make_mail, pdf) -> None:
    raw = make_mail(text="Nyt kontonummer: 1234-0012345678.", files=[("f.pdf", pdf, "application/pdf")])

    assert sort(raw).subject_class is SubjectClass.BANK_CHANGE


def test_candidates_are_what_a_message_says_it_answers(make_mail) -> None:
    headers = {
        "In-Reply-To": "<b@x.example>",
        "References": "<a@x.example> <b@x.example>",
        "To": "finance+K7Q2M9@council.example",
        "Subject": "Re: [Ref AB12CD] Saldo",
    }

    parsed = parse_message(make_mail(headers=headers))

    assert candidate_ids(parsed) == ("b@x.example", "a@x.example", "20417@elmcourt.example")
    assert candidate_tokens(parsed) == ("k7q2m9", "K7Q2M9", "AB12CD")


REPORT = """Return-Path: <>
From: Mail Delivery System <mailer-daemon@{mta}>
To: finance@council.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

{prose}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; {mta}

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--b
Content-Type: text/rfc822-headers

Message-ID: <out.7.ab@council.example>
Subject: Faktura

--b--
"""


@pytest.mark.parametrize(
    ("action", "status", "diagnostic", "wanted"),
    [
        pytest.param("failed", "5.1.1", "550 5.1.1 user unknown", Permanence.HARD, id="nobody there"),
        pytest.param("failed", "5.0.0", "550 5.1.1 no such recipient", Permanence.HARD, id="the far server says it better"),
        pytest.param("failed", "5.2.2", "552 5.2.2 mailbox full", Permanence.SOFT, id="full"),
        pytest.param("failed", "5.7.1", "554 5.7.1 blocked by policy", Permanence.SOFT, id="blocked"),
        pytest.param("failed", "4.4.7", "delivery time expired", Permanence.SOFT, id="gave up"),
        pytest.param("delayed", "4.4.1", "connection timed out", Permanence.DELAYED, id="still trying"),
        pytest.param(
            "failed", "5.1.8", "550 5.1.8 sender domain does not exist", Permanence.SOFT, id="it is us they do not like"
        ),
    ],
)
def test_a_report_says_who_and_why(action: str, status: str, diagnostic: str, wanted: Permanence) -> None:
    values = {"mta": "mx.elm.example", "recipient": "ann@elm.example", "prose": "It failed."}
    raw = REPORT.format(action=action, status=status, diagnostic=diagnostic, **values).encode()

    found = sort(raw)
    (report,) = parse_message(raw).delivery_reports

    assert (found.subject_class, found.answers) == (SubjectClass.BOUNCE, "out.7.ab@council.example")
    assert (report.recipient, report.action, report.permanence) == ("ann@elm.example", action, wanted)
    assert report.original_message_id == "out.7.ab@council.example"
    assert "ann@elm.example" not in repr(report) + found.reason


def test_a_report_in_words_is_read_too() -> None:
    raw = (
        b"Return-Path: <>\nFrom: Postmaster@mx.elm.example\nTo: finance@council.example\nSubject: Levering mislykkedes - kunne ikke leveres\n"
        b"Content-Type: text/plain; charset=utf-8\n\nDin meddelelse kunne ikke leveres til:\n\n  ann@elm.example\n\n"
        b"Adressen findes ikke (550 5.1.1).\n\n--- Oprindelig meddelelse ---\nMessage-ID: <out.7.ab@council.example>\n"
    )

    (report,) = parse_message(raw).delivery_reports

    assert (report.recipient, report.status, report.permanence) == ("ann@elm.example", "5.1.1", Permanence.HARD)
    assert report.original_message_id == "out.7.ab@council.example"
    assert report.read_by == "prose"


def test_a_person_who_forwards_a_report_is_a_person(make_mail) -> None:
    raw = make_mail(
        text="Kan I se på denne? User unknown.", headers={"Subject": "VS: Undeliverable: Brev", "From": "ann@elm.example"}
    )

    assert parse_message(raw).delivery_reports == ()


def test_the_letter_inside_a_report_is_not_read_as_a_document(make_mail, pdf) -> None:
    letter = make_mail(files=[("f.pdf", pdf, "application/pdf")])
    raw = (
        REPORT.format(mta="mx", recipient="a@b.example", action="failed", status="5.1.1", diagnostic="x", prose="x")
        .replace(
            "text/rfc822-headers\n\nMessage-ID: <out.7.ab@council.example>\nSubject: Faktura\n",
            "message/rfc822\n\n" + letter.decode(),
        )
        .encode()
    )

    documents = list_documents(parse_message(raw))

    assert all(document.path == "body" for document in documents.documents)
    assert "returned-copy" in {entry.code for entry in documents.left_out}


@pytest.mark.parametrize("kind", ["message/disposition-notification", "message/feedback-report"])
def test_receipts_and_complaints_are_machines(kind: str) -> None:
    raw = (
        f"From: a@b.example\nSubject: x\nContent-Type: multipart/report; report-type=x; boundary=b\n\n--b\n\nRead.\n\n--b\n"
        f"Content-Type: {kind}\n\nUser-Agent: x\n\n--b\nContent-Type: message/rfc822\n\nFrom: x@y.example\n\nTotal 10,00\n--b--\n"
    ).encode()

    assert sort(raw).subject_class is SubjectClass.AUTO_REPLY
