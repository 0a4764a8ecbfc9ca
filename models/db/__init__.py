"""The database as typed tables. Rows have no behaviour; only `service` and `web` import this package.

Importing it loads every module of tables, so that `Base.metadata` is whole.
"""

from models.db.base import Base
from models.db.evidence import Demotion, Judgement, PagePrint, PolicyVersion, Promotion, Proof, Sample, SeenAccount
from models.db.letters import Letter
from models.db.mail import Anchor, Document, FolderCursor, LeftOut, Message, RawMessage, Sighting, UidGap
from models.db.master import (
    BillingPeriod,
    Coding,
    Contribution,
    DpAccount,
    DpLedger,
    DpPolicy,
    Funding,
    Grant,
    Import,
    Ledger,
    MapProvider,
    Person,
    PriorLetter,
    Rate,
    Supplier,
    SupplierKey,
    SupplierRate,
)
from models.db.matching import Batch, Decision, Posting, Settlement
from models.db.payments import BankReceipt, DpCase, DpCaution, DpStatement, Incident, Recovery, ReplyItem
from models.db.staff import AuditEvent, AuditHead, Switch, User, UserSession

__all__ = [
    "Anchor",
    "AuditEvent",
    "AuditHead",
    "BankReceipt",
    "Base",
    "Batch",
    "BillingPeriod",
    "Coding",
    "Contribution",
    "Decision",
    "Demotion",
    "Document",
    "DpAccount",
    "DpCase",
    "DpCaution",
    "DpLedger",
    "DpPolicy",
    "DpStatement",
    "FolderCursor",
    "Funding",
    "Grant",
    "Import",
    "Incident",
    "Judgement",
    "Ledger",
    "LeftOut",
    "Letter",
    "MapProvider",
    "Message",
    "PagePrint",
    "Person",
    "PolicyVersion",
    "Posting",
    "PriorLetter",
    "Promotion",
    "Proof",
    "Rate",
    "RawMessage",
    "Recovery",
    "ReplyItem",
    "Sample",
    "SeenAccount",
    "Settlement",
    "Sighting",
    "Supplier",
    "SupplierKey",
    "SupplierRate",
    "Switch",
    "UidGap",
    "User",
    "UserSession",
]
