"""The pages, one module for each part of the console. Each has a `router`; the guard stands before all of them."""

from web.pages.acts import router as acts
from web.pages.audit import router as audit
from web.pages.bank import router as bank
from web.pages.check_sheet import router as check_sheet
from web.pages.documents import router as documents
from web.pages.evidence import router as evidence
from web.pages.incidents import router as incidents
from web.pages.memory import router as memory
from web.pages.messages import router as messages
from web.pages.outbox import router as outbox
from web.pages.providers import router as providers
from web.pages.queue import router as queue
from web.pages.start import router as start
from web.pages.statements import router as statements
from web.pages.suppliers import router as suppliers
from web.pages.watch import router as watch

ROUTERS = (
    start,
    queue,
    documents,
    acts,
    messages,
    outbox,
    statements,
    check_sheet,
    bank,
    incidents,
    suppliers,
    providers,
    memory,
    evidence,
    watch,
    audit,
)
