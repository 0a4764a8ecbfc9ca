"""How Alembic reaches the database: over the connection that `service.migrate` hands it."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from models.db import Base
from models.db.base import Utc


def render(kind: str, value: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column types by name, with their import."""
    if kind == "type" and isinstance(value, Utc):
        autogen.imports.add("from models.db.base import Utc")
        return "Utc()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=render,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
