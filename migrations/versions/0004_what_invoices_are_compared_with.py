"""What invoices are compared with, and what the finance system booked."""

import sqlalchemy as sa
from alembic import op
from models.db.base import Utc

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "supplier_rates",
        sa.Column("supplier_id", sa.String(length=64), nullable=False),
        sa.Column("service", sa.String(length=200), nullable=False),
        sa.Column("component", sa.String(length=80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("rate_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("supplier_id", "service", "component", "valid_from", name=op.f("pk_supplier_rates")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("uuid", sa.String(length=80), nullable=True))
        batch_op.create_index(batch_op.f("ix_documents_uuid"), ["uuid"], unique=False)
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_grant_id"), ["grant_id"], unique=False)
    with op.batch_alter_table("postings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("voucher", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("booked_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("booked_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("postings", schema=None) as batch_op:
        batch_op.drop_column("booked_minor")
        batch_op.drop_column("booked_on")
        batch_op.drop_column("voucher")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_grant_id"))
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_uuid"))
        batch_op.drop_column("uuid")
    op.drop_table("supplier_rates")
