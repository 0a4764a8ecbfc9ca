"""Money that a provider says is owed out of an account: it lowers the surplus once a person has seen the evidence."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models import db
from models.direct_payment import Committed, CommittedKind
from models.money import Money
from models.reconciliation import Reconciliation, reconciliation_from_json
from models.statement import DpStatement, statement_from_json
from reconcile.direct_payments import reconcile
from service import dp_registers
from service.actions.actor import Act, Actor
from service.actions.documents import RefusedError
from service.clock import local_day
from service.database import Database
from service.steps.statement import entry_for, save_case
from service.tools import Tools
from service.workflow import Outcome, advance, hold


def accept_commitment(
    database: Database,
    tools: Tools,
    actor: Actor,
    case_id: int,
    *,
    version: int,
    kind: CommittedKind,
    amount: Money,
    evidence: str,
) -> None:
    """Count money as committed, and work the case out anew. `evidence` names the document: invoice 4471, page 2.

    Only while the case is a draft: figures that were signed off are not changed under the people who were told them.
    """
    actor.must(Act.SIGN_OFF)
    if not evidence.strip() or amount.minor <= 0:
        raise RefusedError("Enter an amount above nothing, and name the document that shows it: invoice 4471, page 2.")
    with database.write() as session:
        case = session.get_one(db.DpCase, case_id)
        if case.state != "draft" or case.reconciliation is None or case.statement_id is None:
            raise RefusedError(f"This case is {case.state}; commitments are accepted before it is signed off.")
        so_far: Reconciliation = reconciliation_from_json(tools.vault.open_json(case.reconciliation))
        item = Committed(kind, amount, evidence=evidence.strip()[:200], accepted_by=actor.name, claimed_in="statement")
        if any((each.kind, each.amount, each.evidence) == (item.kind, item.amount, item.evidence) for each in so_far.committed):
            raise RefusedError("That commitment is counted already.")
        note = f"{amount} committed for {kind.value}: {item.evidence}"
        taken = hold(session, "case", case_id, version=version)
        advance(session, taken, Outcome("draft", note), actor=actor.name, now=tools.clock.now())
        session.refresh(case)
        _work_out(session, tools, case, (*so_far.committed, item))


def _work_out(session: Session, tools: Tools, case: db.DpCase, committed: tuple[Committed, ...]) -> None:
    from reconcile.workbook import build_workbook

    row = session.get_one(db.DpStatement, case.statement_id)
    statement: DpStatement = statement_from_json(tools.vault.open_json(row.statement))
    account = dp_registers.accounts(session, tools.vault, ids=[case.account_id])[0]
    provider = session.get(db.MapProvider, case.map_id) if case.map_id else None
    entry = entry_for(session, tools, statement, account, provider.name if provider else None)
    recon = reconcile(
        statement,
        account,
        dp_registers.policies(session),
        entry.ledger,
        today=local_day(tools.clock.now(), tools.pack.time_zone),
        previous=entry.previous,
        committed=committed,
        circumstances=entry.circumstances,
    )
    workbook = tools.store.put_many([build_workbook(recon, statement)])[0]
    save_case(session, tools, recon, statement_id=row.id, map_id=case.map_id, workbook=workbook)
