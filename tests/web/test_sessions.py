"""Logging in and out: what it takes, how it ends, and what it never gives away."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from models import db
from models.errors import UsageError
from service.actions import users
from service.actions.actor import Role
from service.actions.users import FREE_FAILURES

PASSWORD = "correct horse battery"
OURS = {"sec-fetch-site": "same-origin"}


def _try(world, login, password, **more):
    data = {"login": login, "password": password, **more}
    return world.client().post("/login", data=data, headers=OURS, follow_redirects=False)


def test_unknown_people_and_wrong_passwords_get_the_same_answer(denmark):
    denmark.add_user("anna", "reviewer")

    wrong, unknown = _try(denmark, "anna", "not the password at all"), _try(denmark, "nobody", "not the password at all")

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("anna", "") == unknown.text.replace("nobody", "")


def test_a_session_is_kept_as_a_hash_and_ends_in_the_database_too(denmark):
    desk = denmark.desk("reviewer")
    token = desk.client.cookies["afstem"]

    kept = denmark.all(db.UserSession)
    assert [each.token_hash for each in kept] == [hashlib.sha256(token.encode()).hexdigest()]
    desk.get("/")
    desk.post("/logout")

    assert denmark.all(db.UserSession) == []
    stolen = denmark.client(cookie=f"afstem={token}")
    assert stolen.get("/").headers["location"] == "/login"


def test_passwords_are_dear_to_guess(monkeypatch):
    monkeypatch.undo()
    hashed = users._hasher().hash("correct horse battery")

    kind, version, cost = hashed.split("$")[1:4]
    assert (kind, version) == ("argon2id", "v=19")
    assert cost == "m=65536,t=3,p=4", "the second choice of RFC 9106, for places with less memory"


def test_each_log_in_has_a_new_secret(denmark):
    denmark.add_user("anna", "reviewer")
    client = denmark.client()
    client.cookies.set("afstem", "chosen-by-somebody-else", domain="127.0.0.1")

    client.post("/login", data={"login": "anna", "password": PASSWORD}, headers=OURS)
    first = client.cookies["afstem"]
    client.post("/login", data={"login": "anna", "password": PASSWORD}, headers=OURS)

    assert "chosen-by-somebody-else" not in {first, client.cookies["afstem"]}
    assert first != client.cookies["afstem"]


@pytest.mark.parametrize(
    ("public", "wanted"),
    [
        pytest.param("", ("afstem=", False), id="plain on this machine"),
        pytest.param("https://afstem.council.example", ("__Host-afstem=", True), id="behind TLS"),
    ],
)
def test_the_cookie_is_as_closed_as_the_connection_allows(open_world, public, wanted):
    world = open_world("denmark", **({"AFSTEM__WEB__PUBLIC_URL": public} if public else {}))
    world.add_user("anna", "reviewer")

    cookie = _try(world, "anna", PASSWORD).headers["set-cookie"]

    name, secure = wanted
    assert cookie.startswith(name)
    assert ("Secure" in cookie) is secure
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_a_session_ends_after_half_an_hour_without_a_click(denmark):
    desk = denmark.desk("reviewer")
    denmark.clock.move(timedelta(minutes=29))
    assert desk.client.get("/").status_code == 200
    denmark.clock.move(timedelta(minutes=29))
    assert desk.client.get("/").status_code == 200

    denmark.clock.move(timedelta(minutes=31))

    assert desk.client.get("/").headers["location"] == "/login"


def test_a_session_ends_after_ten_hours_however_busy(denmark):
    desk = denmark.desk("reviewer")
    for _ in range(24):
        denmark.clock.move(timedelta(minutes=25))
        assert desk.client.get("/").status_code == 200

    denmark.clock.move(timedelta(minutes=25))

    assert desk.client.get("/").status_code == 303


def test_a_shut_account_is_out_at_once(denmark):
    desk = denmark.desk("reviewer")

    users.disable(denmark.app.database, login="reviewer", now=denmark.clock.now(), by="test")

    assert desk.client.get("/").status_code == 303
    assert _try(denmark, "reviewer", PASSWORD).status_code == 401


def test_a_new_password_ends_the_sessions_of_the_old(denmark):
    desk = denmark.desk("reviewer")

    users.set_password(
        denmark.app.database, login="reviewer", password="another good password", now=denmark.clock.now(), by="test"
    )

    assert desk.client.get("/").status_code == 303


def test_guessing_is_slowed_down_more_each_time(denmark):
    denmark.add_user("anna", "reviewer")
    for _ in range(FREE_FAILURES):
        assert _try(denmark, "anna", "wrong wrong wrong").status_code == 401

    assert _try(denmark, "anna", PASSWORD).status_code == 401, "closed for a while, even with the right one"
    denmark.clock.move(timedelta(seconds=31))
    assert _try(denmark, "anna", "wrong wrong wrong").status_code == 401
    denmark.clock.move(timedelta(seconds=31))
    assert _try(denmark, "anna", PASSWORD).status_code == 401, "the second wait is twice as long"
    denmark.clock.move(timedelta(seconds=31))
    assert _try(denmark, "anna", PASSWORD).status_code == 303
    assert denmark.all(db.User)[0].failures == 0


def test_the_audit_trail_knows_who_logged_in_and_never_with_what(denmark):
    denmark.desk("reviewer")
    _try(denmark, "reviewer", "a mistyped password")

    texts = [str(vars(each)) for each in denmark.all(db.AuditEvent, db.AuditEvent.subject == "user:reviewer")]

    assert any("logged-in" in text for text in texts)
    assert not any(PASSWORD in text or "mistyped" in text for text in texts)


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_logging_in_leads_nowhere_else(denmark, wanted):
    denmark.add_user("anna", "reviewer")

    answer = _try(denmark, "anna", PASSWORD, next=wanted)

    assert answer.headers["location"] == "/"


def test_the_page_that_was_asked_for_comes_after_the_log_in(denmark):
    denmark.add_user("anna", "reviewer")
    client = denmark.client()

    sent = client.get("/queue?state=held", follow_redirects=False).headers["location"]
    shown = client.get(sent)
    answer = client.post(
        "/login",
        data={"login": "anna", "password": PASSWORD, "next": "/queue?state=held"},
        headers=OURS,
        follow_redirects=False,
    )

    assert 'value="/queue?state=held"' in shown.text
    assert answer.headers["location"] == "/queue?state=held"


def test_a_click_is_enough_only_where_it_was_switched_on(open_world):
    world = open_world("denmark", AFSTEM__WEB__DEV_LOGIN="false")

    answer = world.client().post("/login/dev", data={"role": "admin"}, headers=OURS, follow_redirects=False)

    assert answer.status_code == 403
    assert "/login/dev" not in world.client().get("/login").text


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "via", "x-real-ip"])
def test_a_click_is_not_enough_through_another_server(denmark, header):
    answer = denmark.client(**{header: "10.1.2.3"}).post(
        "/login/dev", data={"role": "admin"}, headers=OURS, follow_redirects=False
    )

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("password", "because"),
    [
        pytest.param("short", "at least 12", id="short"),
        pytest.param("annaannaanna1", "would be guessed", id="holds the login"),
        pytest.param("aaaaaaaaaaaaaa", "would be guessed", id="one character"),
        pytest.param("x1y2" * 100, "more than 256", id="endless"),
    ],
)
def test_weak_passwords_are_refused(denmark, password, because):
    with pytest.raises(UsageError, match=because):
        users.add_user(
            denmark.app.database,
            login="anna",
            name="Anna",
            roles=[Role.REVIEWER],
            password=password,
            now=denmark.clock.now(),
            by="test",
        )
