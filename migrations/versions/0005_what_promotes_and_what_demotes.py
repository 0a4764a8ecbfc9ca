"""What promotes a rule and what demotes it: the second person, the draw and the blind answer of a sample, people's judgements."""

import sqlalchemy as sa
from alembic import op
from models.db.base import Utc

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ANSWER = ("seed", "drawn", "share", "answer", "answered_by", "answered_at")


def upgrade() -> None:
    # The three tables were there before anything wrote to them: they are empty, and need no values for new columns.
    with op.batch_alter_table("promotions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed_by", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", Utc(), nullable=True))
        batch_op.add_column(sa.Column("policy_version", sa.String(length=40), nullable=False))
    with op.batch_alter_table("samples", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seed", sa.String(length=16), nullable=False))
        batch_op.add_column(sa.Column("drawn", sa.String(length=16), nullable=False))
        batch_op.add_column(sa.Column("share", sa.String(length=12), nullable=False))
        batch_op.add_column(sa.Column("answer", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("answered_by", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("answered_at", Utc(), nullable=True))
    op.create_table(
        "judgements",
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("right", sa.String(length=8), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_judgements_document_id_documents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgements")),
        sa.UniqueConstraint("document_id", "line", name=op.f("uq_judgements_document_id_line")),
    )


def downgrade() -> None:
    op.drop_table("judgements")
    with op.batch_alter_table("samples", schema=None) as batch_op:
        for column in reversed(_ANSWER):
            batch_op.drop_column(column)
    with op.batch_alter_table("promotions", schema=None) as batch_op:
        for column in ("policy_version", "confirmed_at", "confirmed_by"):
            batch_op.drop_column(column)
