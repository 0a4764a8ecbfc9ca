"""One recipient, written plainly."""

from __future__ import annotations

import pytest

from outbound.addresses import UnsafeAddress, belongs_to, parse_address


@pytest.mark.parametrize(
    "text",
    [
        "a@x.example, b@y.example",
        "a@x.example;b@y.example",
        "a@x.example b@y.example",
        "A <a@x.example>",
        "a@x.example\r\nBcc: b@y.example",
        "a@x.example\n",
        '"a b"@x.example',
        "a@@x.example",
        "a@x@y.example",
        "@x.example",
        "a@localhost",
        "a@x..example",
        "a@-x.example",
        ".a@x.example",
        "a..b@x.example",
        "a@[127.0.0.1]",
        "a@x.example(comment)",
        "økonomi@council.example",
        "a\x00@x.example",
        "a" * 65 + "@x.example",
        "a@" + "x" * 250 + ".example",
        "",
    ],
)
def test_what_is_not_one_plain_address_is_refused_without_repeating_it(text):
    with pytest.raises(UnsafeAddress) as refusal:
        parse_address(text)

    assert "x.example" not in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("o'hara+tag@x.example", "o'hara+tag@x.example"),
        ("post@sønderby.example", "post@xn--snderby-q1a.example"),
        ("x@a-b.example", "x@a-b.example"),
    ],
)
def test_plain_addresses_pass(text, plain):
    assert parse_address(text).addr_spec == plain


@pytest.mark.parametrize(
    ("address", "allowed", "belongs"),
    [
        pytest.param("a@x.example", ("a@x.example",), True, id="the address itself"),
        pytest.param("A@X.Example", ("a@x.example",), True, id="in other case"),
        pytest.param("b@x.example", ("a@x.example",), False, id="a colleague who is not on file"),
        pytest.param("b@x.example", ("@x.example",), True, id="anybody in the domain"),
        pytest.param("b@mail.x.example", ("@x.example",), False, id="a subdomain is another domain"),
        pytest.param("b@x.example.evil.example", ("@x.example",), False, id="a domain that begins alike"),
        pytest.param("a@x.example", (), False, id="nobody is on file"),
        pytest.param("a@x.example", ("", "@"), False, id="an empty entry allows nobody"),
    ],
)
def test_only_addresses_on_file_belong(address, allowed, belongs):
    assert belongs_to(address, allowed) is belongs
