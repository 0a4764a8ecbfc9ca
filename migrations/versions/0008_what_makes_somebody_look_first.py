"""What makes somebody look first."""

import sqlalchemy as sa
from alembic import op

from models.db.base import Utc

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dp_cautions",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("because", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("set_by", sa.String(length=80), nullable=False),
        sa.Column("set_at", Utc(), nullable=False),
        sa.Column("cleared_by", sa.String(length=80), nullable=True),
        sa.Column("cleared_at", Utc(), nullable=True),
        sa.Column("cleared_because", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dp_cautions")),
    )
    with op.batch_alter_table("dp_cautions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dp_cautions_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("dp_cautions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dp_cautions_person_id"))
    op.drop_table("dp_cautions")
