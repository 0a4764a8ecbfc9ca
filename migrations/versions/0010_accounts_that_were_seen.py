"""Which accounts accepted invoices asked to be paid to, so that another one stands out."""

import sqlalchemy as sa
from alembic import op

from models.db.base import Utc

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "seen_accounts",
        sa.Column("supplier_id", sa.String(length=64), nullable=False),
        sa.Column("account_index", sa.String(length=32), nullable=False),
        sa.Column("document_id", _ID, nullable=False),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_seen_accounts_document_id_documents")),
        sa.PrimaryKeyConstraint("supplier_id", "account_index", name=op.f("pk_seen_accounts")),
    )
    with op.batch_alter_table("seen_accounts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seen_accounts_document_id"), ["document_id"], unique=False)


def downgrade() -> None:
    op.drop_table("seen_accounts")
