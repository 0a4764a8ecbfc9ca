"""Whatever comes in whatever order, again and again and by several workers at once: no day of a grant is posted twice.

Documents are drawn from few claims, so that they collide: the same claim under another number, the same file again, a bill that
holds a claim beside another one. Each world goes through the whole pipeline and its database.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from models import db
from samples.generate.ubl import oioubl
from samples.generate.values import Doc, Line, Party
from service.import_master import import_folder
from service.mail_in import ingest_paths
from service.settings import Settings
from service.working import work_until_idle
from tests.service.world import app_in, settings_for

SELLER = Party(
    "Bøgely ApS", ("Bøgevej 3", "9999 Demostrup"), "12345674", bank_account="9990-7157411213", email="f@boegely.example"
)
MASTER = {
    "suppliers": "supplier_id,name,country,registration,bank_accounts,ownership\nL1,Bøgely ApS,DK,12345674,9990-7157411213,private\n",
    "people": "person_id,name,cpr\nP1,A. B.,1503314203\nP2,C. D.,2209324205\n",
    "grants": (
        "grant_id,person_id,supplier_id,service,legal_basis,unit,start\n"
        "G1,P1,L1,Botilbud,SEL108,day,2025-01-01\nG2,P2,L1,Botilbud,SEL107,month,2025-01-01\n"
    ),
    "rates": "grant_id,valid_from,rate,component\nG1,2025-01-01,2243.00,base\nG2,2025-01-01,76351.00,base\n",
    "coding": "legal_basis,account,cost_element\nSEL108,40000000,X\nSEL107,40000000,X\n",
}
APRIL = (date(2026, 4, 1), date(2026, 4, 30))
MAY, JUNE = (date(2026, 5, 1), date(2026, 5, 31)), (date(2026, 6, 1), date(2026, 6, 30))
FIRST, SECOND = "1503314203", "2209324205"
#: (person, period, amount): two months of each of two grants, and half a month that overlaps one of them.
CLAIMS = (
    (FIRST, MAY, "69533.00"),
    (FIRST, JUNE, "67290.00"),
    (SECOND, MAY, "76351.00"),
    (SECOND, JUNE, "76351.00"),
    (FIRST, (date(2026, 6, 16), date(2026, 6, 30)), "33645.00"),
    # On no bill that is drawn.
    (FIRST, APRIL, "67290.00"),
)
#: A bill: its number, and the claims on it.
Bill = tuple[int, tuple[int, ...]]
BILLS: st.SearchStrategy[Bill] = st.tuples(
    st.integers(1, 4), st.lists(st.integers(0, len(CLAIMS) - 2), min_size=1, max_size=2, unique=True).map(tuple)
)
#: In every world there is one that nothing else stands against.
CLEAN: Bill = (9, (len(CLAIMS) - 1,))
_numbers = count()


def mail(bill: Bill, serial: int, folder: Path) -> Path:
    """Write the mail with a bill as its own sender sends it: documents of different senders are decided side by side."""
    number, claims = bill
    lines = tuple(
        Line("Botilbud", Decimal(amount), person, period=period, quantity=Decimal(1), unit_price=Decimal(amount))
        for person, period, amount in (CLAIMS[each] for each in claims)
    )
    doc = Doc("dk", str(100 + number), date(2026, 6, 30), SELLER, lines, buyer=("Kommune", "Vej 1", "9999 By"), buyer_reference="A",
              buyer_gln="5790000123452", due=date(2026, 7, 30), uuid=f"u-{number}-{claims}")  # fmt: skip
    at = datetime(2026, 7, 1, 8, tzinfo=UTC) + timedelta(minutes=serial)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        f"s{serial}@boegely{serial}.example",
        "faktura@kommune.example",
        "Faktura",
    )
    message["Date"], message["Message-ID"] = format_datetime(at), f"<{serial}.{next(_numbers)}@boegely.example>"
    message.set_content("Se vedhæftede.\n")
    content = oioubl(doc, "delivery" if len(claims) == 1 else "note")
    message.add_attachment(content, maintype="application", subtype="xml", filename=f"{number}.xml")
    path = folder / f"{serial:02}.eml"
    path.write_bytes(f"Received: from a by b; {format_datetime(at)}\r\n".encode() + message.as_bytes())
    return path


def council(folder: Path, url: str, **environ: str) -> Settings:
    made = settings_for(folder, url, AFSTEM__POLICY__MODE="live", AFSTEM__POLICY__PAY_UNDISPUTED_LINES="true", **environ)
    (folder / "master").mkdir()
    for name, text in MASTER.items():
        (folder / "master" / f"{name}.csv").write_text(text, encoding="utf-8")
    with app_in(made) as app, app.database.owned():
        vault, now = app.tools.vault, app.tools.clock.now()
        report = import_folder(app.database, vault, folder / "master", country="dk", now=now, by="test")
        assert not report.errors, report.errors
    return made


def take_in(settings: Settings, paths: Sequence[Path]) -> None:
    with app_in(settings) as app, app.database.owned():
        ingest_paths(app, paths, "faktura")
        work_until_idle(app)


def check(settings: Settings) -> int:
    """See that no day of a grant is settled twice and that postings make what was accepted; return how many there are."""
    with app_in(settings) as app, app.database.read() as session:
        days: set[tuple[str, str, date]] = set()
        for row in session.scalars(select(db.Settlement).where(db.Settlement.reversed_by.is_(None))):
            new = {
                (row.grant_id, row.component, row.period_start + timedelta(days=n))
                for n in range((row.period_end - row.period_start).days + 1)
            }
            assert not new & days, (row.grant_id, row.period_start)
            days |= new
        accepted = session.scalar(
            select(func.coalesce(func.sum(db.Decision.amount_minor), 0)).where(
                db.Decision.current, db.Decision.verdict == "post"
            )
        )
        posted = session.scalar(
            select(func.coalesce(func.sum(db.Posting.amount_minor), 0)).where(db.Posting.cancelled_at.is_(None))
        )
        settled = session.scalar(
            select(func.coalesce(func.sum(db.Settlement.amount_minor), 0)).where(db.Settlement.reversed_by.is_(None))
        )
        assert accepted == posted == settled
        return session.scalar(select(func.count()).select_from(db.Posting)) or 0


@pytest.fixture(scope="module")
def empty_council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A council with its master data and no mail, to be copied."""
    folder = tmp_path_factory.mktemp("empty")
    council(folder, f"sqlite:///{folder}/afstem.db")
    return folder


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(BILLS, min_size=2, max_size=6), st.data())
def test_no_order_no_repetition_and_no_rerun_posts_a_day_twice(
    empty_council: Path, bills: list[Bill], data: st.DataObject
) -> None:
    folder = empty_council.parent / f"world{next(_numbers)}"
    shutil.copytree(empty_council, folder)
    environ = {"AFSTEM__POLICY__MODE": "live", "AFSTEM__POLICY__PAY_UNDISPUTED_LINES": "true"}
    made = settings_for(folder, f"sqlite:///{folder}/afstem.db", **environ)
    again = data.draw(st.lists(st.sampled_from(bills), max_size=2))
    paths = [mail(bill, serial, folder) for serial, bill in enumerate(data.draw(st.permutations([CLEAN, *bills, *again])))]
    first = data.draw(st.integers(0, len(paths)))

    take_in(made, paths[:first])
    take_in(made, paths[first:])
    postings = check(made)
    take_in(made, paths)

    assert postings > 0
    assert check(made) == postings
    shutil.rmtree(folder)


@pytest.mark.servers
@pytest.mark.parametrize("seed", range(3))
def test_several_workers_at_once_post_no_day_twice(tmp_path: Path, postgres_url: str, seed: int) -> None:
    """Six senders ask for the same two months at the same time, each under its own number."""
    made = council(tmp_path, postgres_url, AFSTEM__SCHEDULE__WORKERS="4")
    claims = [((seed + n) % 2,) for n in range(6)]
    take_in(made, [mail((n, claim), n, tmp_path) for n, claim in enumerate(claims)])

    assert check(made) == 2
