from __future__ import annotations

import base64
import dataclasses
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from models.errors import MissingError, UsageError
from models.policy import Policy
from service.settings import PolicySettings, Settings, load_settings
from service.settings.keys import load_key, make_key_for_new_database, write_key
from service.settings.shape import all_fields, is_secret
from service.settings.template import redacted, render_file


def load(folder: Path, toml: str | None = None, **environ: str) -> Settings:
    if toml is not None:
        (folder / "afstem.toml").write_text(toml, encoding="utf-8")
    return load_settings(None, environ, folder)


def refusal(folder: Path, toml: str | None = None, **environ: str) -> str:
    with pytest.raises(UsageError) as caught:
        load(folder, toml, **environ)
    return str(caught.value)


def test_no_file_and_no_environment_give_the_defaults(tmp_path):
    settings = load(tmp_path)

    assert settings.store.path == tmp_path / "var/store"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/store/afstem.db"
    assert settings.sender.kind == "files"


def test_the_environment_wins_over_the_file(tmp_path):
    settings = load(tmp_path, '[policy]\ncountry = "dk"\nmode = "shadow"\n', AFSTEM__POLICY__MODE="live")

    assert settings.make_policy().mode.value == "live"


def test_two_councils_run_side_by_side_by_environment_alone(tmp_path):
    one = load(tmp_path, AFSTEM__STORE__PATH="one", AFSTEM__POLICY__COUNTRY="dk")
    two = load(tmp_path, AFSTEM__DATABASE__URL="sqlite:///two.db", AFSTEM__STORE__PATH="/srv/two", AFSTEM__POLICY__COUNTRY="gb")

    assert one.database_url == f"sqlite:///{tmp_path}/one/afstem.db"
    assert two.database_url == f"sqlite:///{tmp_path}/two.db"
    assert two.store.path == Path("/srv/two")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("T1,T2", (1, 2), id="words with commas"),
        pytest.param('["T1"]', (1,), id="JSON"),
        pytest.param("", (), id="an empty list means none"),
    ],
)
def test_lists_come_from_the_environment(tmp_path, given, expected):
    settings = load(tmp_path, AFSTEM__POLICY__COUNTRY="dk", AFSTEM__POLICY__AUTO_TIERS=given)

    assert settings.make_policy().auto_tiers == expected


def test_what_is_not_set_follows_the_country(tmp_path):
    danish = load(tmp_path, AFSTEM__POLICY__COUNTRY="dk").make_policy()
    english = load(tmp_path, AFSTEM__POLICY__COUNTRY="gb", AFSTEM__POLICY__AUTO_LIMIT="300.50").make_policy()

    assert danish == Policy.for_country("dk")
    assert (english.auto_limit, english.pay_undisputed_lines) == (Decimal("300.50"), True)


def test_a_limit_can_be_lifted(tmp_path):
    policy = load(tmp_path, '[policy]\ncountry = "dk"\nauto_limit = "none"\ntime_bar_months = "none"\n').make_policy()

    assert (policy.auto_limit, policy.time_bar_months) == (None, None)


def test_amounts_of_the_file_are_exact(tmp_path):
    assert load(tmp_path, '[policy]\ncountry = "gb"\ntolerance_t2_plus = 0.1\n').make_policy().tolerance_t2_plus == Decimal(
        "0.1"
    )


def test_every_setting_of_the_policy_can_be_set():
    assert set(PolicySettings.model_fields) == {field.name for field in dataclasses.fields(Policy)}


def test_the_country_is_never_guessed(tmp_path):
    with pytest.raises(UsageError, match=r"policy\.country is not set; allowed: dk or gb"):
        _ = load(tmp_path).country


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        pytest.param("[policy]\nauto_limt = 3", ["afstem.toml: policy.auto_limt", "Did you mean `auto_limit`?"], id="a key misspelled"),
        pytest.param("[polcy]\nmode = 3", ["polcy", "Did you mean `policy`?"], id="a section misspelled"),
        pytest.param("[polcy]", ["polcy", "Did you mean `policy`?"], id="an empty section misspelled"),
        pytest.param("[web]\ncolour = 3", ["web.colour", "Known here: host, port"], id="a key like no other"),
        pytest.param('[policy]\nmode = "fast"', ["policy.mode", "given 'fast'", "allowed: shadow or promoted or live"], id="a word not on the list"),
        pytest.param("[web]\nport = 99999", ["given 99999", "allowed: a whole number, 1 to 65535"], id="a number out of range"),
        pytest.param("[policy]\nauto_limit = 1.005", ["at most two decimals"], id="half a penny"),
        pytest.param("[policy]\nauto_limit = -1", ["given -1"], id="a limit below nothing"),
        pytest.param("web = 3", ["web", "given 3", "allowed: a table"], id="a value where a table belongs"),
        pytest.param("[mailboxes.Inbox]\nkind = 'files'\npath = 'x'", ["small letters"], id="a mailbox with a capital"),
        pytest.param("[mailboxes.inv]\nkind = 'imap'\nhost = 'h'", ["[mailboxes.inv]", "needs `host` and `user`"], id="a mailbox without user"),
        pytest.param("[mailboxes.inv]\nhost = 'h'", ["`kind` is missing", "imap or maildir or files"], id="a mailbox without kind"),
        pytest.param("[sender]\nkind = 'smtp'\nhost = 'h'", ["[sender]", "needs `host` and `address`"], id="a sender without address"),
        pytest.param("[sender]\naddress = 'nobody'", ["not a mail address"], id="an address without a house"),
        pytest.param("[web]\ndev_login = true\nhost = '0.0.0.0'", ["[web]", "lets anybody in"], id="development login for the world"),
        pytest.param("[policy]\nperson_id_regex = '(a+)+'", ["can take for ever"], id="a pattern that explodes"),
        pytest.param("[policy]\nperson_id_regex = '('", ["not a regular expression"], id="a pattern that is none"),
        pytest.param("[policy]\nperson_places = ['cbc:Note']", ["policy.person_places", "KEY=XPATH"], id="a place without a key"),
        pytest.param("[policy]\nperson_places = ['*=cbc:Note[']", ["not an XPath"], id="a place that is no path"),
        pytest.param("mode = ", ["not TOML"], id="not TOML"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_with_what_would_be_right(tmp_path, toml, words):
    message = refusal(tmp_path, toml)

    assert all(word in message for word in words), message


def test_a_wrong_variable_is_named_as_it_was_given(tmp_path):
    assert "AFSTEM__POLICY__MOOD: `mood` is not known. Did you mean `mode`?" in refusal(tmp_path, AFSTEM__POLICY__MOOD="live")


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    message = refusal(tmp_path, "[web]\nport = 0\n[schedule]\nworkers = 0\n", AFSTEM__POLICY__MODE="x")

    assert message.startswith("3 settings are wrong")


def test_a_named_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(UsageError, match="is not there"):
        load_settings(tmp_path / "other.toml", {}, tmp_path)
    with pytest.raises(UsageError, match="is not there"):
        load_settings(None, {"AFSTEM_SETTINGS": "other.toml"}, tmp_path)


def test_relative_paths_in_the_file_start_at_the_file(tmp_path):
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/afstem.toml").write_text('[store]\npath = "store"\n[database]\nurl = "sqlite:///my.db"\n')

    settings = load_settings(tmp_path / "etc", {}, tmp_path)

    assert settings.store.path == tmp_path / "etc/store"
    assert settings.database_url == f"sqlite:///{tmp_path}/etc/my.db"


@pytest.mark.parametrize(
    "toml",
    [
        pytest.param('[mailboxes.inv]\nkind = "imap"\nhost = "h"\nuser = "u"\npassword = "hush"', id="a mailbox's password"),
        pytest.param('[sender]\npassword = "hush"', id="the sender's password"),
        pytest.param('[secrets]\nkey = "hush"', id="the key"),
        pytest.param('[database]\nurl = "postgresql://anna:hush@db/x"', id="a password inside the database's address"),
    ],
)
def test_secrets_are_refused_in_the_file_without_repeating_them(tmp_path, toml):
    message = refusal(tmp_path, toml)

    assert "may not stand in the settings file" in message
    assert "hush" not in message


def test_a_secret_comes_from_the_environment_or_from_a_file_but_not_both(tmp_path):
    box = '[mailboxes.inv-1]\nkind = "imap"\nhost = "h"\nuser = "u"\n'
    (tmp_path / "pw").write_text("from the file\n")

    by_file = load(tmp_path, box + 'password_file = "pw"\n').mailboxes["inv-1"].password
    by_variable = load(tmp_path, box, AFSTEM__MAILBOXES__INV_1__PASSWORD="direct").mailboxes["inv-1"].password

    assert by_file is not None
    assert by_variable is not None
    assert (by_file.get_secret_value(), by_variable.get_secret_value()) == ("from the file", "direct")
    both = refusal(tmp_path, box + 'password_file = "pw"\n', AFSTEM__MAILBOXES__INV_1__PASSWORD="direct")
    assert "are both given" in both
    assert "direct" not in both


def test_a_secret_file_that_is_not_there_is_named(tmp_path):
    assert "the file cannot be read" in refusal(tmp_path, AFSTEM__SECRETS__KEY_FILE="nowhere")


def test_the_database_gets_its_password_from_elsewhere(tmp_path):
    settings = load(tmp_path, AFSTEM__DATABASE__URL="postgresql://anna@db/afstem", AFSTEM__DATABASE__PASSWORD="p@ss/word")

    assert settings.database_url == "postgresql://anna:p%40ss%2Fword@db/afstem"


def test_what_is_shown_hides_every_secret(tmp_path):
    key = base64.b64encode(b"k" * 32).decode()
    settings = load(tmp_path, AFSTEM__SECRETS__KEY=key, AFSTEM__SENDER__PASSWORD="hush", AFSTEM__DATABASE__PASSWORD="hush")

    shown = str(redacted(settings)) + repr(settings)

    assert key not in shown
    assert "hush" not in shown


def test_settings_cannot_be_changed(tmp_path):
    with pytest.raises(ValueError, match="frozen"):
        load(tmp_path).web.port = 1  # type: ignore[misc]


@pytest.mark.parametrize("country", ["dk", "gb"])
def test_the_file_that_init_writes_loads_and_changes_nothing(tmp_path, country):
    write_key(tmp_path / "afstem.key")

    settings = load(tmp_path, render_file(country))

    assert settings.make_policy() == Policy.for_country(country)
    assert load_key(settings) == base64.urlsafe_b64decode((tmp_path / "afstem.key").read_text())


def test_the_file_that_init_writes_names_every_setting_but_the_secrets():
    text = render_file("dk")
    uncommented = "\n".join(
        line.removeprefix("# ") if " = " in line or line.startswith("# [") else line for line in text.splitlines()
    )
    tomllib.loads("\n".join(line for line in uncommented.splitlines() if not line.endswith(" =")))

    for heading, key, field in all_fields():
        assert is_secret(field) or f"\n# {key} =" in text or f"\n{key} =" in text, f"{heading}.{key}"


def test_the_key_is_made_once_for_a_new_database_and_read_by_nobody_else(tmp_path):
    settings = load(tmp_path, AFSTEM__STORE__PATH="store")

    make_key_for_new_database(settings)
    key = load_key(settings)
    make_key_for_new_database(settings)

    assert load_key(settings) == key
    assert len(key) == 32
    assert settings.key_path.stat().st_mode & 0o777 == 0o600


def test_a_lost_key_is_never_replaced(tmp_path):
    with pytest.raises(MissingError, match="Put the key back"):
        load_key(load(tmp_path))


@pytest.mark.parametrize(
    ("key", "says"),
    [pytest.param("c2hvcnQ=", "has 5 bytes", id="too short"), pytest.param("no base64 !", "not base64", id="not base64")],
)
def test_a_bad_key_is_refused(tmp_path, key, says):
    with pytest.raises(UsageError, match=says):
        load_key(load(tmp_path, AFSTEM__SECRETS__KEY=key))
