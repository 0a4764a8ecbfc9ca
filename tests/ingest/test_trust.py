from __future__ import annotations

from collections.abc import Mapping

import pytest

from ingest.lookalike import find_lookalike
from ingest.mime import parse_message
from ingest.trust import check_sender

SUPPLIERS = ["elmcourt.co.uk", "bostedet.example", "oak.dk"]


def flags(make_mail, headers: Mapping[str, str], addresses: tuple[str, ...] = ()) -> list[str]:
    parsed = parse_message(make_mail(headers=headers))
    found = check_sender(parsed, SUPPLIERS, ["council.example"], addresses)
    assert all(flag.sentence.endswith(".") for flag in found)
    return [flag.code for flag in found]


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        pytest.param({"From": "Elm Court <pay@elmcourt.co.uk>"}, [], id="a supplier"),
        pytest.param({"From": "pay@mail.elmcourt.co.uk", "Reply-To": "x@elmcourt.co.uk"}, [], id="a supplier's other server"),
        pytest.param({"From": '"pay@elmcourt.co.uk" <x@other.example>'}, ["name-holds-address"], id="an address for a name"),
        pytest.param({"From": '"x@other.example" <x@other.example>'}, [], id="its own address for a name"),
        pytest.param(
            {"From": "pay@elmcourt.co.uk", "Reply-To": "x@other.example"}, ["reply-to-differs"], id="answers go elsewhere"
        ),
        pytest.param({"From": "pay@elrncourt.co.uk"}, ["lookalike-domain"], id="rn for m"),
        pytest.param({"From": "finance@counci1.example"}, ["lookalike-domain"], id="like the council itself"),
        pytest.param({"From": "elm@gmail.com"}, ["free-mail"], id="free mail"),
        pytest.param(
            {
                "From": "x@other.example",
                "Authentication-Results": "spf=pass; dkim=none; dmarc=fail action=none header.from=other.example",
            },
            ["authentication-failed"],
            id="DMARC failed",
        ),
        pytest.param(
            {"From": "x@other.example", "Authentication-Results": "mx.council.example; spf=softfail; dkim=none"},
            ["authentication-failed"],
            id="nothing vouches",
        ),
        pytest.param({"From": "x@other.example", "Authentication-Results": "mx; spf=fail; dkim=pass"}, [], id="DKIM vouches"),
        pytest.param({"From": "x@other.example", "Authentication-Results": "mx; dmarc=pass; spf=fail"}, [], id="DMARC vouches"),
    ],
)
def test_what_speaks_against_a_sender_is_said(make_mail, headers: Mapping[str, str], wanted: list[str]) -> None:
    assert flags(make_mail, headers) == wanted


def test_a_supplier_on_record_with_free_mail_is_not_flagged_for_it(make_mail) -> None:
    assert flags(make_mail, {"From": "elm@gmail.com"}, ("elm@gmail.com",)) == []


def test_a_forged_result_below_our_own_is_not_believed() -> None:
    raw = b"Authentication-Results: ours; dmarc=fail\nAuthentication-Results: ours; dmarc=pass\nFrom: x@other.example\n\nx"

    assert [flag.code for flag in check_sender(parse_message(raw))] == ["authentication-failed"]


def test_two_senders_and_none_are_said() -> None:
    two = parse_message(b"From: a@elmcourt.co.uk, b@other.example\n\nx")
    none = parse_message(b"Subject: x\n\nx")

    assert "several-senders" in [flag.code for flag in check_sender(two, SUPPLIERS)]
    assert [flag.code for flag in check_sender(none, SUPPLIERS)] == ["no-sender"]


def test_letters_of_other_alphabets_are_seen_through_punycode() -> None:
    domain = ("xn--" + "еlmcourt".encode("punycode").decode()) + ".co.uk"

    found = {flag.code for flag in check_sender(parse_message(f"From: pay@{domain}\n\nx".encode()), SUPPLIERS)}

    assert {"lookalike-domain", "mixed-alphabets"} <= found


@pytest.mark.parametrize(
    ("domain", "alike"),
    [
        ("elmcourt.com", "elmcourt.co.uk"),
        ("elm-court.co.uk", "elmcourt.co.uk"),
        ("elmcuort.co.uk", "elmcourt.co.uk"),
        ("elmcourts.co.uk", "elmcourt.co.uk"),
        ("elmcourt.co.uk.pay.example", "elmcourt.co.uk"),
        ("elmcourt-co-uk.example", "elmcourt.co.uk"),
        ("b0stedet.example", "bostedet.example"),
        ("bøstedet.example", "bostedet.example"),
        ("oakhouse.co.uk", None),
        ("oat.dk", None),
        ("soak.dk", None),
        ("oak.dk.pay.example", "oak.dk"),
        ("ash.dk", None),
        ("elmcourt.co.uk", None),
        ("", None),
    ],
)
def test_likeness_is_found_and_not_imagined(domain: str, alike: str | None) -> None:
    assert find_lookalike(domain, SUPPLIERS) == alike


def test_no_one_is_named_in_a_flag(make_mail) -> None:
    parsed = parse_message(
        make_mail(headers={"From": '"ann.example@council.example" <bob.evil@gmail.com>', "Reply-To": "carl@x.example"})
    )

    said = " ".join(flag.sentence for flag in check_sender(parsed))

    assert not any(name in said for name in ("ann.", "bob.", "carl"))
