from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.doctor import CHECKS, Check, Level, examine
from service.doctor.mail import check_mailboxes, check_sender
from service.doctor.place import check_clock, check_council, check_database, check_disk, check_key, check_policy
from service.doctor.reading import check_front_end, check_language, check_sandbox, check_tesseract
from service.opening import open_database
from service.settings import Settings, load_settings
from tests.servers.dovecot import PASSWORD, Dovecot, running
from tests.servers.smtp import free_port, make_certificate, smtp_server


@pytest.fixture
def settings(tmp_path: Path) -> Callable[..., Settings]:
    """Danish settings in an empty folder; say only what differs."""

    def load(toml: str = "", **environ: str) -> Settings:
        (tmp_path / "afstem.toml").write_text('[policy]\ncountry = "dk"\n[store]\npath = "store"\n' + toml)
        return load_settings(None, environ, tmp_path)

    return load


def only(checks: object) -> Check:
    (check,) = list(checks)  # type: ignore[call-overload]
    return check


def test_a_new_place_lacks_only_what_the_first_use_makes(settings, tmp_path):
    checks = {check.name: check for check in examine(settings())}

    assert len(checks) == len(CHECKS)
    assert [check for check in checks.values() if check.level is Level.FAIL] == []
    assert {name for name, check in checks.items() if check.level is Level.WARN} == {"council", "database", "key", "mailboxes"}
    assert not (tmp_path / "store").exists(), "the doctor changes nothing"


def test_everything_is_well_after_the_first_use(settings):
    given = settings()
    open_database(given, make=True).dispose()

    assert only(check_database(given)).level is Level.OK
    assert only(check_disk(given)).level is Level.OK
    assert only(check_key(given)).level is Level.WARN, "the key lies beside the data"
    assert only(check_policy(given)).level is Level.OK
    assert only(check_clock(given)).level is Level.OK
    assert "Europe/Copenhagen" in only(check_clock(given)).what


def test_what_is_wrong_comes_with_how_to_mend_it(settings):
    given = settings('[database]\nurl = "postgresql://nobody@127.0.0.1:1/x"\n', AFSTEM__SECRETS__KEY="c2hvcnQ=")

    for check in examine(given):
        assert check.level is Level.OK or check.mend, check.name


def test_a_council_without_a_name_is_warned_of_and_one_with_a_name_is_not(settings):
    assert only(check_council(settings())).level is Level.WARN
    assert only(check_council(settings('[council]\nname = "  "\n'))).level is Level.WARN
    assert only(check_council(settings('[council]\nname = "Demostrup Kommune"\n'))).what == "Demostrup Kommune"


def test_a_database_that_is_down(settings):
    check = only(check_database(settings('[database]\nurl = "postgresql://nobody@127.0.0.1:1/x"\n')))

    assert check.level is Level.FAIL
    assert "does not answer" in check.what


def test_tables_of_another_version(settings, tmp_path):
    import sqlite3

    given = settings()
    open_database(given, make=True).dispose()
    with sqlite3.connect(tmp_path / "store/afstem.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'other'")
    connection.close()

    check = only(check_database(given))

    assert check.level is Level.FAIL
    assert "afstem migrate" in check.mend


def test_a_database_whose_key_is_lost(settings, tmp_path):
    given = settings()
    open_database(given, make=True).dispose()
    (tmp_path / "store/afstem.key").unlink()

    assert only(check_key(given)).level is Level.FAIL


def test_a_key_that_others_can_read(settings, tmp_path):
    given = settings()
    open_database(given, make=True).dispose()
    (tmp_path / "store/afstem.key").chmod(0o644)

    check = only(check_key(given))

    assert check.level is Level.FAIL
    assert check.mend.startswith("chmod 600")


def test_a_store_that_others_can_read(settings, tmp_path):
    (tmp_path / "store").mkdir(mode=0o755)

    assert only(check_disk(settings())).level is Level.WARN


def test_a_disk_with_too_little_room(settings):
    check = only(check_disk(settings("min_free_mb = 999999999\n")))

    assert check.level is Level.FAIL
    assert "999999999 MiB (store.min_free_mb) polling pauses" in check.what
    assert check.mend.startswith("Free some space")


def test_a_store_that_is_no_folder(settings, tmp_path):
    (tmp_path / "store").write_text("")

    assert only(check_disk(settings())).level is Level.FAIL


def test_tesseract_and_both_languages_are_found(settings):
    check = only(check_tesseract(settings()))

    assert check.level is Level.OK, check.what
    assert "dan, eng, osd" in check.what


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        pytest.param('[ocr]\nprogram = "nowhere"\n', "is not here", id="no program"),
        pytest.param('[ocr]\ndata = "nowhere"\n', "is not in one folder", id="no data"),
    ],
)
def test_ocr_that_is_not_there(settings, toml, says):
    check = only(check_tesseract(settings(toml)))

    assert check.level is Level.FAIL
    assert says in check.what
    assert "make setup" in check.mend


def test_the_sandbox_and_the_language_library_say_how_they_are(settings):
    assert "memory 1024 MiB" in only(check_sandbox(settings())).what
    assert only(check_language(settings())).level is Level.OK
    assert only(check_front_end(settings())).level is Level.OK


@pytest.mark.parametrize(
    ("kind", "folders", "level"),
    [
        ("files", ("mail",), Level.OK),
        ("files", (), Level.FAIL),
        ("maildir", ("mail/new", "mail/cur", "mail/tmp"), Level.OK),
        ("maildir", ("mail",), Level.FAIL),
    ],
)
def test_mailboxes_that_are_folders(settings, tmp_path, kind, folders, level):
    for folder in folders:
        (tmp_path / folder).mkdir(parents=True)

    assert only(check_mailboxes(settings(f'[mailboxes.invoices]\nkind = "{kind}"\npath = "mail"\n'))).level is level


def test_a_mail_server_that_does_not_answer(settings):
    port = free_port()
    box = f'[mailboxes.invoices]\nkind = "imap"\nhost = "127.0.0.1"\nport = {port}\nuser = "u"\ntls = "none"\n'

    check = only(check_mailboxes(settings(box)))

    assert check.level is Level.FAIL
    assert check.name == "mailbox invoices"


def sender(port: int, **more: str) -> str:
    keys = {"kind": "smtp", "host": "localhost", "address": "afstem@council.example", "tls": "none", **more}
    return "[sender]\n" + "".join(f'{key} = "{value}"\n' for key, value in keys.items()) + f"port = {port}\n"


def test_a_server_that_takes_letters_is_greeted_and_given_none(settings):
    with smtp_server() as server:
        check = only(check_sender(settings(sender(server.port))))

    assert check.level is Level.OK
    assert server.conversations == 1
    assert server.delivered == []


def test_a_server_whose_certificate_is_not_trusted(settings, tmp_path):
    certificate, context = make_certificate(tmp_path)
    with smtp_server(tls=context) as server:
        distrusted = only(check_sender(settings(sender(server.port, tls="starttls"))))
        trusted = only(check_sender(settings(sender(server.port, tls="starttls", ca_file=str(certificate)))))

    assert distrusted.level is Level.FAIL
    assert "not secure" in distrusted.what
    assert trusted.level is Level.OK


def test_a_server_that_refuses_the_login(settings, tmp_path):
    certificate, context = make_certificate(tmp_path)
    with smtp_server(tls=context, login=True) as server:
        toml = sender(server.port, tls="starttls", ca_file=str(certificate), user="afstem")
        check = only(check_sender(settings(toml, AFSTEM__SENDER__PASSWORD="wrong-one")))

    assert check.level is Level.FAIL
    assert "refused the login" in check.what
    assert "wrong-one" not in check.what


def test_a_check_that_breaks_does_not_stop_the_others(settings, monkeypatch):
    def check_weather(_settings: Settings) -> list[Check]:
        raise RuntimeError("Anna Berg")

    monkeypatch.setattr("service.doctor.CHECKS", (check_weather, check_policy))
    broken, policy = examine(settings())

    assert (broken.name, broken.level) == ("weather", Level.FAIL)
    assert "Anna" not in broken.what
    assert policy.level is Level.OK


def test_the_command_prints_and_counts(settings, tmp_path, monkeypatch, capsys):
    from service.cli import main

    settings('[ocr]\nprogram = "nowhere"\n')
    monkeypatch.chdir(tmp_path)

    assert main(["doctor", "--json"]) == 3
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"name": "ocr", "level": "fail"}.items() <= next(each for each in objects if each["name"] == "ocr").items()
    settings()
    assert main(["doctor"]) == 0
    assert "could be better" in capsys.readouterr().out
    assert main(["doctor", "--strict"]) == 1


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


def imap(port: int, **more: str) -> str:
    keys = {"kind": "imap", "host": "127.0.0.1", "user": "invoices@council.example", "tls": "none", **more}
    return "[mailboxes.invoices]\n" + "".join(f'{key} = "{value}"\n' for key, value in keys.items()) + f"port = {port}\n"


def test_a_mailbox_is_opened_and_its_mail_left_as_it_was(settings, dovecot):
    dovecot.append("invoices@council.example", b"Subject: one\r\n\r\nunread\r\n")
    given = settings(imap(dovecot.port), AFSTEM__MAILBOXES__INVOICES__PASSWORD=PASSWORD)

    check = only(check_mailboxes(given))

    assert check.level is Level.OK, check.what
    assert check.what.endswith("INBOX: 1 messages")
    assert b"\\Seen" not in dovecot.flags("invoices@council.example")[0]


@pytest.mark.parametrize(
    ("more", "password", "says"),
    [
        pytest.param({}, "wrong-one", "login", id="a wrong password"),
        pytest.param({"folder": "Nowhere"}, PASSWORD, "Nowhere", id="a folder that is not there"),
    ],
)
def test_a_mailbox_that_cannot_be_opened(settings, dovecot, more, password, says):
    given = settings(imap(dovecot.port, **more), AFSTEM__MAILBOXES__INVOICES__PASSWORD=password)

    check = only(check_mailboxes(given))

    assert check.level is Level.FAIL
    assert says in check.what
    assert "wrong-one" not in check.what + check.mend


def test_a_mailbox_whose_certificate_is_not_trusted_until_it_is_named(settings, dovecot):
    secret = {"AFSTEM__MAILBOXES__INVOICES__PASSWORD": PASSWORD}
    distrusted = only(check_mailboxes(settings(imap(dovecot.tls_port, tls="implicit", host="localhost"), **secret)))
    named = imap(dovecot.tls_port, tls="implicit", host="localhost", ca_file=str(dovecot.certificate))
    trusted = only(check_mailboxes(settings(named, **secret)))

    assert distrusted.level is Level.FAIL
    assert "certificate" in distrusted.what + distrusted.mend
    assert trusted.level is Level.OK, trusted.what
