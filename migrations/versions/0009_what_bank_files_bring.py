"""What bank files bring: a booking divided among several demands, and statements of accounts that no provider holds."""

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("bank_receipts", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_bank_receipts_line_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_bank_receipts_line_id_case_id"), ["line_id", "case_id"])
    with op.batch_alter_table("dp_statements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("file_sha256", sa.String(length=64), nullable=True))
        batch_op.alter_column("document_id", existing_type=_ID, nullable=True)
        batch_op.create_index(batch_op.f("ix_dp_statements_file_sha256"), ["file_sha256"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("dp_statements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dp_statements_file_sha256"))
        batch_op.alter_column("document_id", existing_type=_ID, nullable=False)
        batch_op.drop_column("file_sha256")
    with op.batch_alter_table("bank_receipts", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_bank_receipts_line_id_case_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_bank_receipts_line_id"), ["line_id"])
