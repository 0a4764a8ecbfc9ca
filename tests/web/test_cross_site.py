"""Other sites: nothing they send does anything, and nothing of ours runs in them or loads from them."""

from __future__ import annotations

import pytest

from models import db


def _stop(desk, headers, **data):
    given = {"stop": "yes", "because": "a test", **data}
    return desk.client.post("/switches/mail", data=given, headers=headers, follow_redirects=False)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="says nothing about where it comes from"),
        pytest.param({"sec-fetch-site": "cross-site"}, id="another site"),
        pytest.param({"sec-fetch-site": "same-site"}, id="a neighbour on the same domain"),
        pytest.param({"sec-fetch-site": "none"}, id="typed or bookmarked"),
        pytest.param({"origin": "https://evil.example"}, id="another origin"),
        pytest.param({"origin": "null"}, id="an origin that hides"),
    ],
)
def test_a_form_from_elsewhere_does_nothing_even_with_the_token(denmark, headers):
    desk = denmark.desk("approver")
    desk.get("/switches")

    answer = _stop(desk, headers, csrf=desk.hidden("csrf"))

    assert answer.status_code == 403
    assert denmark.all(db.Switch, db.Switch.name == "mail") == []


@pytest.mark.parametrize("token", ["", "wrong", "æøå"], ids=["none", "wrong", "odd letters"])
def test_a_form_without_its_token_does_nothing(denmark, token):
    desk = denmark.desk("approver")

    answer = _stop(desk, {"sec-fetch-site": "same-origin"}, csrf=token)

    assert answer.status_code == 403
    assert denmark.all(db.Switch, db.Switch.name == "mail") == []


def test_an_old_browser_that_names_our_origin_is_served(denmark):
    desk = denmark.desk("approver")
    desk.get("/switches")

    answer = _stop(desk, {"origin": denmark.site.url}, csrf=desk.hidden("csrf"))

    assert answer.status_code == 303
    assert denmark.get(db.Switch, "mail").stopped


def test_one_persons_token_is_nothing_to_another(denmark):
    first, second = denmark.desk("approver"), denmark.desk("admin")
    first.get("/switches")

    answer = _stop(second, {"sec-fetch-site": "same-origin"}, csrf=first.hidden("csrf"))

    assert answer.status_code == 403


def test_a_name_that_is_not_ours_is_not_answered(denmark):
    answer = denmark.client().get("/login", headers={"host": "evil.example"})

    assert answer.status_code == 400


def test_a_form_larger_than_any_of_ours_is_refused_unread(denmark):
    answer = denmark.client().post("/login", content=b"x" * (2 * 1024 * 1024 + 1), headers={"sec-fetch-site": "same-origin"})

    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/login", "/", "/queue", "/nothing-here", "/documents/999999"])
def test_every_page_forbids_what_is_inline_foreign_or_framed(denmark, path):
    headers = denmark.desk("reviewer").get(path).headers

    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


def test_what_strangers_wrote_is_shown_where_it_can_do_nothing(denmark):
    desk = denmark.desk("reviewer")
    letter = denmark.all(db.Letter)[0]
    message = denmark.all(db.Message)[0]

    for path in (f"/outbox/{letter.id}/html", f"/messages/{message.id}/html"):
        policy = desk.get(path).headers["content-security-policy"]
        assert policy.startswith("sandbox;")
        assert "script-src" not in policy
        assert "default-src 'none'" in policy


def test_files_of_strangers_are_saved_and_never_shown(denmark):
    desk = denmark.desk("reviewer")
    message = denmark.all(db.Message)[0]
    document = denmark.all(db.Document)[0]

    for path in (f"/messages/{message.id}/raw", f"/documents/{document.id}/file"):
        headers = desk.get(path).headers
        assert headers["content-disposition"].startswith("attachment;")
        assert headers["content-type"] == "application/octet-stream"
        assert headers["content-security-policy"].startswith("sandbox;")


@pytest.mark.parametrize("path", ["../../pyproject.toml", "..%2f..%2fpyproject.toml", "tessdata/eng.traineddata", "console.py"])
def test_files_beside_ours_are_not_served(denmark, path):
    page = denmark.client().get("/login").text
    stamp = page.split("/static/", 1)[1].split("/", 1)[0]

    assert denmark.client().get(f"/static/{stamp}/{path}").status_code in {404, 303}
