"""The pages, one module for each part of the console. Each has a `router`; the guard stands before all of them."""

from web.pages import acts, audit, documents, messages, outbox, queue, start, statements, suppliers

ROUTERS = (
    start.router,
    queue.router,
    documents.router,
    acts.router,
    messages.router,
    outbox.router,
    statements.router,
    suppliers.router,
    audit.router,
)
