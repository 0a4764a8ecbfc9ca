"""From a real IMAP server to decisions, postings and letters, typed as an operator types it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from samples.compare import load_truths
from tests.acceptance.conftest import Council
from tests.golden.council import file_road
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp import free_port
from tests.service.world import SAMPLES, end_state

pytestmark = [pytest.mark.servers, pytest.mark.slow]

MakeCouncil = Callable[..., Council]


def mailbox(dovecot: Dovecot, user: str, **more: object) -> dict[str, Any]:
    return {"kind": "imap", "host": dovecot.host, "port": dovecot.port, "tls": "none", "user": user, **more}


def with_password(council: Council, *names: str, password: str = PASSWORD) -> Council:
    for name in names:
        council.environ[f"AFSTEM__MAILBOXES__{name.upper().replace('-', '_')}__PASSWORD"] = password
    return council


@pytest.mark.xdist_group("england")
def test_a_council_on_a_mail_server_ends_where_the_file_road_ends(
    dovecot: Dovecot, user: str, make_council: MakeCouncil
) -> None:
    boxes = {name: f"{name}-{user}" for name in ("asc-invoices", "dp-team", "brokerage")}
    for truth in load_truths(SAMPLES / "england"):
        dovecot.append(boxes[truth["mailbox"]], (SAMPLES / "england" / truth["mail"]).read_bytes())
    council = make_council("england", {f"mailboxes.{name}": mailbox(dovecot, box) for name, box in boxes.items()})
    with_password(council, *boxes)
    council.do("import", SAMPLES / "england" / "master")

    polled = council.do("poll", "--once")
    (account,) = council.do("work", "--until-idle")
    council.do("export", "--format", "plain-csv")

    assert {each["mailbox"]: each["new"] for each in polled} == {"asc-invoices": 38, "dp-team": 10, "brokerage": 1}
    assert (account["messages"], account["waiting"], account["closes"]) == (49, 0, True)
    expected = file_road("england").end
    assert end_state(council.settings) == expected
    assert expected["audit is whole"]
    assert not [flags for box in boxes.values() for flags in dovecot.flags(box) if b"Seen" in flags]

    for box in boxes.values():
        dovecot.renumber(box)
    again = council.do("poll", "--once")
    (idle,) = council.do("work")

    assert all(each["renumbered"] for each in again)
    assert (idle["steps"], idle["messages"]) == (0, 49)
    assert idle["sightings"] == 2 * 49
    assert end_state(council.settings) == expected


@pytest.mark.xdist_group("denmark")
def test_two_workers_on_postgresql_end_where_the_file_road_ends(
    dovecot: Dovecot, user: str, make_council: MakeCouncil, postgres_url: str
) -> None:
    truths = load_truths(SAMPLES / "denmark")
    boxes = {name: f"{name}-{user}" for name in sorted({truth["mailbox"] for truth in truths})}
    for truth in truths:
        dovecot.append(boxes[truth["mailbox"]], (SAMPLES / "denmark" / truth["mail"]).read_bytes())
    council = make_council("denmark", {f"mailboxes.{name}": mailbox(dovecot, box) for name, box in boxes.items()})
    with_password(council, *boxes)
    council.environ["AFSTEM__DATABASE__URL"] = postgres_url
    council.do("import", SAMPLES / "denmark" / "master")

    workers = [council.start("worker", "--jobs", "1") for _ in range(2)]
    try:
        polled = council.do("poll", "--once")
        council.do("work")  # it ends when no row is left, those in the hands of the two included
    finally:
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        logs = [worker.communicate(timeout=120)[1] for worker in workers]
    council.do("export", "--format", "plain-csv")

    assert [worker.returncode for worker in workers] == [0, 0], logs
    assert all('"advanced"' in log for log in logs), "both had their share"
    assert sum(each["new"] for each in polled) == len(truths)
    expected = file_road("denmark").end
    assert end_state(council.settings) == expected
    assert expected["audit is whole"]

    events = [each["subject"] for each in council.do("audit")]
    for box in boxes.values():
        dovecot.renumber(box)
    again = council.do("poll", "--once")
    (account,) = council.do("work")

    assert all(each["renumbered"] for each in again)
    assert (account["messages"], account["sightings"], account["waiting"]) == (len(truths), 2 * len(truths), 0)
    assert account["closes"]
    later = [each["subject"] for each in council.do("audit")][len(events) :]
    assert all(subject.startswith("mailbox") for subject in later), later
    assert end_state(council.settings) == expected


def test_the_same_mail_in_two_shared_mailboxes_is_one_piece_of_work(
    dovecot: Dovecot, user: str, make_council: MakeCouncil, samples: Callable[..., Sequence[Path]]
) -> None:
    boxes = {"invoices": f"one-{user}", "brokerage": f"two-{user}"}
    (invoice,) = samples("denmark", "01-")
    for box in boxes.values():  # each copy gets trace headers of its own, as on every mail server
        dovecot.deliver(box, invoice.read_bytes())
    council = make_council("denmark", {f"mailboxes.{name}": mailbox(dovecot, box) for name, box in boxes.items()})
    with_password(council, *boxes)
    council.do("import", SAMPLES / "denmark" / "master")

    council.do("poll", "--once")
    (account,) = council.do("work")

    assert account["messages"] == 2
    assert account["closes"]
    states = sorted(each["state"] for each in council.do("messages"))
    assert states == ["duplicate", "sorted"]
    assert len(council.do("decisions")) == 1


def test_mail_moves_to_the_processed_folder_once_it_is_safe_and_comes_back_as_nothing_new(
    dovecot: Dovecot, user: str, make_council: MakeCouncil, samples: Callable[..., Sequence[Path]]
) -> None:
    dovecot.append(user, *(path.read_bytes() for path in samples("denmark", "50-", "53-")))
    council = make_council("denmark", {"mailboxes.invoices": mailbox(dovecot, user, processed_folder="Processed")})
    with_password(council, "invoices")

    (polled,) = council.do("poll", "--once")

    assert (polled["new"], polled["moved"]) == (2, 2)
    assert (dovecot.count(user), dovecot.count(user, "Processed")) == (0, 2)

    dovecot.append(user, samples("denmark", "53-")[0].read_bytes())  # somebody moves one back
    council.do("poll", "--once")
    (account,) = council.do("work")

    assert account["messages"] == 2
    assert (dovecot.count(user), dovecot.count(user, "Processed")) == (0, 3)


@pytest.mark.parametrize(
    ("change", "password", "sentence"),
    [
        pytest.param({}, "wrong", "refused the login", id="wrong password"),
        pytest.param({"folder": "Invoices"}, PASSWORD, "Invoices", id="folder that is not there"),
        pytest.param({"port": 0}, PASSWORD, "connection", id="server that is down"),
    ],
)
def test_a_mailbox_that_cannot_be_read_is_explained_and_the_others_are_polled(
    dovecot: Dovecot,
    user: str,
    make_council: MakeCouncil,
    samples: Callable[..., Sequence[Path]],
    change: dict[str, Any],
    password: str,
    sentence: str,
) -> None:
    if "port" in change:
        change = {"port": free_port()}
    dovecot.append(user, samples("denmark", "53-")[0].read_bytes())
    boxes = {"mailboxes.bad": {**mailbox(dovecot, user), **change}, "mailboxes.good": mailbox(dovecot, user)}
    council = make_council("denmark", boxes)
    with_password(council, "bad", password=password)
    with_password(council, "good")

    ran = council.run("poll", "--once")

    assert ran.returncode == 3
    assert "bad" in ran.stdout
    assert sentence in ran.stdout
    assert "Traceback" not in ran.stderr
    assert PASSWORD not in ran.stdout + ran.stderr
    assert "good (INBOX): 1 new" in ran.stdout
