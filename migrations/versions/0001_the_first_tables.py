"""The first tables."""

import sqlalchemy as sa
from alembic import op
from models.db.base import Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("at", Utc(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_subject"), ["subject"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "batches",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("exporter", sa.String(length=30), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=120), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("written_at", Utc(), nullable=True),
        sa.Column("acknowledged_at", Utc(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sa.UniqueConstraint("number", name=op.f("uq_batches_number")),
    )
    op.create_table(
        "billing_periods",
        sa.Column("calendar", sa.String(length=80), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_periods")),
    )
    with op.batch_alter_table("billing_periods", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_billing_periods_calendar"), ["calendar"], unique=False)

    op.create_table(
        "coding",
        sa.Column("legal_basis", sa.String(length=40), nullable=False),
        sa.Column("ownership", sa.String(length=20), nullable=False),
        sa.Column("target_group", sa.String(length=80), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("cost_element", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("owner_email", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding")),
    )
    with op.batch_alter_table("coding", schema=None) as batch_op:
        batch_op.create_index("ix_coding_key", ["legal_basis", "ownership", "target_group", "service"], unique=False)

    op.create_table(
        "contributions",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("weekly_charge_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("full_cost", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributions")),
    )
    with op.batch_alter_table("contributions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contributions_person_id"), ["person_id"], unique=False)

    op.create_table(
        "dp_accounts",
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("map_id", sa.String(length=64), nullable=True),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=True),
        sa.Column("weekly_gross_budget_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("weekly_contribution_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("weekly_payment_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payment_basis", sa.String(length=10), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("recipient_name", sa.LargeBinary(), nullable=True),
        sa.Column("recipient_email", sa.LargeBinary(), nullable=True),
        sa.Column("social_worker_email", sa.String(), nullable=True),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_dp_accounts")),
    )
    with op.batch_alter_table("dp_accounts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dp_accounts_map_id"), ["map_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dp_accounts_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dp_accounts_reference"), ["reference"], unique=False)

    op.create_table(
        "dp_ledger",
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dp_ledger")),
    )
    with op.batch_alter_table("dp_ledger", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dp_ledger_account_id"), ["account_id"], unique=False)

    op.create_table(
        "dp_policy",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("allowable_weeks", sa.String(length=12), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("de_minimis_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("reply_days", sa.Integer(), nullable=False),
        sa.Column("reminder_days", sa.Integer(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("valid_from", name=op.f("pk_dp_policy")),
    )
    op.create_table(
        "folder_cursors",
        sa.Column("mailbox", sa.String(length=80), nullable=False),
        sa.Column("folder", sa.String(length=250), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("polled_at", Utc(), nullable=True),
        sa.Column("reconciled_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("mailbox", "folder", "uidvalidity", name=op.f("pk_folder_cursors")),
    )
    op.create_table(
        "funding",
        sa.Column("grant_id", sa.String(length=64), nullable=False),
        sa.Column("funder", sa.String(length=80), nullable=False),
        sa.Column("percent", sa.String(length=12), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding")),
    )
    with op.batch_alter_table("funding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_funding_grant_id"), ["grant_id"], unique=False)

    op.create_table(
        "grants",
        sa.Column("grant_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("supplier_id", sa.String(length=64), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("legal_basis", sa.String(length=40), nullable=False),
        sa.Column("target_group", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=12), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("run_off_end", sa.Date(), nullable=True),
        sa.Column("units_per_week", sa.String(length=20), nullable=True),
        sa.Column("prepaid", sa.Boolean(), nullable=False),
        sa.Column("billing", sa.String(length=20), nullable=False),
        sa.Column("owner_email", sa.String(), nullable=True),
        sa.Column("contract_rules", sa.String(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("grant_id", name=op.f("pk_grants")),
    )
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grants_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grants_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "imports",
        sa.Column("table", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("imported_at", Utc(), nullable=False),
        sa.Column("imported_by", sa.String(length=80), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_table(
        "ledger",
        sa.Column("supplier_id", sa.String(length=64), nullable=False),
        sa.Column("invoice_number", sa.String(length=80), nullable=False),
        sa.Column("invoice_key", sa.String(length=80), nullable=False),
        sa.Column("grant_id", sa.String(length=64), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("voucher", sa.String(length=40), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
    )
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_grant_id"), ["grant_id"], unique=False)
        batch_op.create_index("ix_ledger_invoice", ["supplier_id", "invoice_key"], unique=False)

    op.create_table(
        "map_providers",
        sa.Column("map_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("emails", sa.JSON(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("map_id", name=op.f("pk_map_providers")),
    )
    op.create_table(
        "people",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("cpr", sa.LargeBinary(), nullable=True),
        sa.Column("cpr_index", sa.String(length=32), nullable=True),
        sa.Column("nhs_number", sa.LargeBinary(), nullable=True),
        sa.Column("nhs_index", sa.String(length=32), nullable=True),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("died", sa.Date(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("case_worker_email", sa.String(), nullable=True),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_people")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_cpr_index"), ["cpr_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_nhs_index"), ["nhs_index"], unique=False)

    op.create_table(
        "prior_letters",
        sa.Column("message_id", sa.String(length=250), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=True),
        sa.Column("sent_at", Utc(), nullable=True),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=True),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prior_letters")),
    )
    with op.batch_alter_table("prior_letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prior_letters_message_id"), ["message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_prior_letters_token"), ["token"], unique=False)

    op.create_table(
        "rates",
        sa.Column("grant_id", sa.String(length=64), nullable=False),
        sa.Column("component", sa.String(length=80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("rate_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("grant_id", "component", "valid_from", name=op.f("pk_rates")),
    )
    op.create_table(
        "raw_messages",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("stored_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_raw_messages")),
    )
    op.create_table(
        "supplier_keys",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("supplier_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", "supplier_id", name=op.f("pk_supplier_keys")),
    )
    op.create_table(
        "suppliers",
        sa.Column("supplier_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("registration", sa.String(length=40), nullable=True),
        sa.Column("vat_number", sa.String(length=40), nullable=True),
        sa.Column("p_numbers", sa.JSON(), nullable=False),
        sa.Column("bank_accounts", sa.JSON(), nullable=False),
        sa.Column("emails", sa.JSON(), nullable=False),
        sa.Column("ownership", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("auto_post", sa.Boolean(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("supplier_id", name=op.f("pk_suppliers")),
    )
    op.create_table(
        "switches",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_switches")),
    )
    op.create_table(
        "uid_gaps",
        sa.Column("mailbox", sa.String(length=80), nullable=False),
        sa.Column("folder", sa.String(length=250), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", Utc(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("mailbox", "folder", "uidvalidity", "uid", name=op.f("pk_uid_gaps")),
    )
    op.create_table(
        "users",
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("disabled_at", Utc(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", Utc(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")),
    )
    op.create_table(
        "messages",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("mailbox", sa.String(length=80), nullable=False),
        sa.Column("received_at", Utc(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("twin_of", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("message_id", sa.String(length=250), nullable=True),
        sa.Column("subject_class", sa.String(length=20), nullable=True),
        sa.Column("sender", sa.LargeBinary(), nullable=True),
        sa.Column("subject", sa.LargeBinary(), nullable=True),
        sa.Column("sender_key", sa.String(length=32), nullable=True),
        sa.Column("in_reply_to", sa.String(length=250), nullable=True),
        sa.Column("answers", sa.String(length=250), nullable=True),
        sa.Column("flags", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("claimed_until", Utc(), nullable=True),
        sa.Column("not_before", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["raw_messages.sha256"], name=op.f("fk_messages_sha256_raw_messages")),
        sa.ForeignKeyConstraint(["twin_of"], ["messages.id"], name=op.f("fk_messages_twin_of_messages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("sha256", name=op.f("uq_messages_sha256")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_messages_message_id"), ["message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_messages_sender_key"), ["sender_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_messages_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_messages_digest",
            ["digest"],
            unique=True,
            sqlite_where=sa.text("digest IS NOT NULL AND twin_of IS NULL"),
            postgresql_where=sa.text("digest IS NOT NULL AND twin_of IS NULL"),
        )

    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_table(
        "sightings",
        sa.Column("mailbox", sa.String(length=80), nullable=False),
        sa.Column("folder", sa.String(length=250), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("internal_at", Utc(), nullable=True),
        sa.Column("moved_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["raw_messages.sha256"], name=op.f("fk_sightings_sha256_raw_messages")),
        sa.PrimaryKeyConstraint("mailbox", "folder", "uidvalidity", "uid", name=op.f("pk_sightings")),
    )
    with op.batch_alter_table("sightings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sightings_sha256"), ["sha256"], unique=False)

    op.create_table(
        "documents",
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sniffed", sa.String(length=40), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("sender_key", sa.String(length=32), nullable=True),
        sa.Column("received_at", Utc(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=True),
        sa.Column("reader", sa.String(length=16), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("extraction", sa.LargeBinary(), nullable=True),
        sa.Column("corrected", sa.LargeBinary(), nullable=True),
        sa.Column("supplier_id", sa.String(length=64), nullable=True),
        sa.Column("invoice_number", sa.String(length=80), nullable=True),
        sa.Column("invoice_key", sa.String(length=80), nullable=True),
        sa.Column("issued", sa.Date(), nullable=True),
        sa.Column("total", sa.String(length=24), nullable=True),
        sa.Column("corrects", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("held_until", Utc(), nullable=True),
        sa.Column("leased_by", sa.String(length=80), nullable=True),
        sa.Column("leased_until", Utc(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("claimed_until", Utc(), nullable=True),
        sa.Column("not_before", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["corrects"], ["documents.id"], name=op.f("fk_documents_corrects_documents")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_documents_message_id_messages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("message_id", "part", name=op.f("uq_documents_message_id_part")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index("ix_documents_invoice", ["supplier_id", "invoice_key"], unique=False)
        batch_op.create_index("ix_documents_sender_order", ["sender_key", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_state"), ["state"], unique=False)

    op.create_table(
        "left_out",
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_left_out_message_id_messages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_left_out")),
        sa.UniqueConstraint("message_id", "part", name=op.f("uq_left_out_message_id_part")),
    )
    op.create_table(
        "decisions",
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("supplier_id", sa.String(length=64), nullable=True),
        sa.Column("person_id", sa.String(length=64), nullable=True),
        sa.Column("grant_id", sa.String(length=64), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("rule", sa.String(length=40), nullable=True),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("expected_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("account", sa.String(length=40), nullable=True),
        sa.Column("cost_element", sa.String(length=40), nullable=True),
        sa.Column("component", sa.String(length=80), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("would_match_if", sa.String(), nullable=True),
        sa.Column("eliminated", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("settles", sa.JSON(), nullable=False),
        sa.Column("policy_version", sa.String(length=40), nullable=False),
        sa.Column("data_version", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", Utc(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_decisions_document_id_documents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("document_id", "line", "revision", name=op.f("uq_decisions_document_id_line_revision")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_code"), ["code"], unique=False)

    op.create_table(
        "dp_statements",
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("closing_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", Utc(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_dp_statements_document_id_documents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dp_statements")),
        sa.UniqueConstraint("document_id", "index", name=op.f("uq_dp_statements_document_id_index")),
    )
    with op.batch_alter_table("dp_statements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dp_statements_account_id"), ["account_id"], unique=False)

    op.create_table(
        "dp_cases",
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("map_id", sa.String(length=64), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("statement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("opening_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("income_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("spending_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("closing_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("difference_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("allowable_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("committed_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("surplus_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("client_refund_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("council_surplus_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("reconciliation", sa.LargeBinary(), nullable=True),
        sa.Column("workbook_sha256", sa.String(length=64), nullable=True),
        sa.Column("reference", sa.String(length=40), nullable=True),
        sa.Column("signed_off_by", sa.String(length=80), nullable=True),
        sa.Column("notice_sent_at", Utc(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("claimed_until", Utc(), nullable=True),
        sa.Column("not_before", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["statement_id"], ["dp_statements.id"], name=op.f("fk_dp_cases_statement_id_dp_statements")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dp_cases")),
        sa.UniqueConstraint(
            "account_id", "period_start", "period_end", name=op.f("uq_dp_cases_account_id_period_start_period_end")
        ),
    )
    with op.batch_alter_table("dp_cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dp_cases_map_id"), ["map_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dp_cases_reference"), ["reference"], unique=False)
        batch_op.create_index(batch_op.f("ix_dp_cases_state"), ["state"], unique=False)

    op.create_table(
        "postings",
        sa.Column("posting_id", sa.String(length=40), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.String(length=64), nullable=False),
        sa.Column("invoice_number", sa.String(length=80), nullable=False),
        sa.Column("invoice_key", sa.String(length=80), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=True),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("cost_element", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("credit", sa.Boolean(), nullable=False),
        sa.Column("supplier_account", sa.String(length=40), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("quantity", sa.String(length=24), nullable=True),
        sa.Column("unit", sa.String(length=12), nullable=True),
        sa.Column("invoice_date", sa.Date(), nullable=True),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("text", sa.String(length=50), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("cancelled_at", Utc(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_postings_batch_id_batches")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_postings_decision_id_decisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
        sa.UniqueConstraint("posting_id", name=op.f("uq_postings_posting_id")),
    )
    with op.batch_alter_table("postings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_postings_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_postings_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(
            "uq_postings_live",
            ["supplier_id", "invoice_key", "line", "grant_id", "credit", "part"],
            unique=True,
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )

    op.create_table(
        "settlements",
        sa.Column("grant_id", sa.String(length=64), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("component", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("supplier_id", sa.String(length=64), nullable=False),
        sa.Column("invoice_number", sa.String(length=80), nullable=False),
        sa.Column("invoice_key", sa.String(length=80), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reversed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_settlements_decision_id_decisions")),
        sa.ForeignKeyConstraint(["reversed_by"], ["decisions.id"], name=op.f("fk_settlements_reversed_by_decisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
    )
    with op.batch_alter_table("settlements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_settlements_grant_id"), ["grant_id"], unique=False)
        batch_op.create_index("ix_settlements_invoice", ["supplier_id", "invoice_key"], unique=False)
        batch_op.create_index(
            "uq_settlements_live",
            ["grant_id", "period_start", "period_end", "component", "kind"],
            unique=True,
            sqlite_where=sa.text("reversed_by IS NULL AND kind = 'base'"),
            postgresql_where=sa.text("reversed_by IS NULL AND kind = 'base'"),
        )

    op.create_table(
        "letters",
        sa.Column("letter", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("dedupe_key", sa.String(length=200), nullable=False),
        sa.Column("recipient", sa.LargeBinary(), nullable=False),
        sa.Column("context", sa.LargeBinary(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("token", sa.String(length=40), nullable=True),
        sa.Column("message_id", sa.String(length=250), nullable=True),
        sa.Column("mime_sha256", sa.String(length=64), nullable=True),
        sa.Column("in_reply_to", sa.String(length=250), nullable=True),
        sa.Column("references", sa.JSON(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("repeatable", sa.Boolean(), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("sent_at", Utc(), nullable=True),
        sa.Column("server_reply", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("claimed_until", Utc(), nullable=True),
        sa.Column("not_before", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["dp_cases.id"], name=op.f("fk_letters_case_id_dp_cases")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_letters_document_id_documents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_letters_dedupe_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_letters_message_id")),
    )
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letters_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letters_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letters_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_letters_token"), ["token"], unique=False)

    op.create_table(
        "recoveries",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("release_not_before", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("released_by", sa.String(length=80), nullable=True),
        sa.Column("received_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("claimed_until", Utc(), nullable=True),
        sa.Column("not_before", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["dp_cases.id"], name=op.f("fk_recoveries_case_id_dp_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recoveries")),
        sa.UniqueConstraint("case_id", name=op.f("uq_recoveries_case_id")),
    )
    with op.batch_alter_table("recoveries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recoveries_reference"), ["reference"], unique=False)
        batch_op.create_index(batch_op.f("ix_recoveries_state"), ["state"], unique=False)

    op.create_table(
        "reply_items",
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("map_id", sa.String(length=64), nullable=True),
        sa.Column("account_id", sa.String(length=64), nullable=True),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("intent", sa.String(length=30), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(length=80), nullable=True),
        sa.Column("confidence", sa.String(length=12), nullable=False),
        sa.Column("advances", sa.Boolean(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["dp_cases.id"], name=op.f("fk_reply_items_case_id_dp_cases")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_reply_items_document_id_documents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_items")),
        sa.UniqueConstraint("document_id", "index", name=op.f("uq_reply_items_document_id_index")),
    )


def downgrade() -> None:
    op.drop_table("reply_items")
    with op.batch_alter_table("recoveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recoveries_state"))
        batch_op.drop_index(batch_op.f("ix_recoveries_reference"))

    op.drop_table("recoveries")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letters_token"))
        batch_op.drop_index(batch_op.f("ix_letters_state"))
        batch_op.drop_index(batch_op.f("ix_letters_document_id"))
        batch_op.drop_index(batch_op.f("ix_letters_case_id"))

    op.drop_table("letters")
    with op.batch_alter_table("settlements", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_settlements_live",
            sqlite_where=sa.text("reversed_by IS NULL AND kind = 'base'"),
            postgresql_where=sa.text("reversed_by IS NULL AND kind = 'base'"),
        )
        batch_op.drop_index("ix_settlements_invoice")
        batch_op.drop_index(batch_op.f("ix_settlements_grant_id"))

    op.drop_table("settlements")
    with op.batch_alter_table("postings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_postings_live", sqlite_where=sa.text("cancelled_at IS NULL"), postgresql_where=sa.text("cancelled_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_postings_decision_id"))
        batch_op.drop_index(batch_op.f("ix_postings_batch_id"))

    op.drop_table("postings")
    with op.batch_alter_table("dp_cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dp_cases_state"))
        batch_op.drop_index(batch_op.f("ix_dp_cases_reference"))
        batch_op.drop_index(batch_op.f("ix_dp_cases_map_id"))

    op.drop_table("dp_cases")
    with op.batch_alter_table("dp_statements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dp_statements_account_id"))

    op.drop_table("dp_statements")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_code"))

    op.drop_table("decisions")
    op.drop_table("left_out")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_state"))
        batch_op.drop_index(batch_op.f("ix_documents_sha256"))
        batch_op.drop_index("ix_documents_sender_order")
        batch_op.drop_index("ix_documents_invoice")

    op.drop_table("documents")
    with op.batch_alter_table("sightings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sightings_sha256"))

    op.drop_table("sightings")
    op.drop_table("sessions")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_messages_digest",
            sqlite_where=sa.text("digest IS NOT NULL AND twin_of IS NULL"),
            postgresql_where=sa.text("digest IS NOT NULL AND twin_of IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_messages_state"))
        batch_op.drop_index(batch_op.f("ix_messages_sender_key"))
        batch_op.drop_index(batch_op.f("ix_messages_message_id"))

    op.drop_table("messages")
    op.drop_table("users")
    op.drop_table("uid_gaps")
    op.drop_table("switches")
    op.drop_table("suppliers")
    op.drop_table("supplier_keys")
    op.drop_table("raw_messages")
    op.drop_table("rates")
    with op.batch_alter_table("prior_letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_prior_letters_token"))
        batch_op.drop_index(batch_op.f("ix_prior_letters_message_id"))

    op.drop_table("prior_letters")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_nhs_index"))
        batch_op.drop_index(batch_op.f("ix_people_cpr_index"))

    op.drop_table("people")
    op.drop_table("map_providers")
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_invoice")
        batch_op.drop_index(batch_op.f("ix_ledger_grant_id"))

    op.drop_table("ledger")
    op.drop_table("imports")
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grants_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_grants_person_id"))

    op.drop_table("grants")
    with op.batch_alter_table("funding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_funding_grant_id"))

    op.drop_table("funding")
    op.drop_table("folder_cursors")
    op.drop_table("dp_policy")
    with op.batch_alter_table("dp_ledger", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dp_ledger_account_id"))

    op.drop_table("dp_ledger")
    with op.batch_alter_table("dp_accounts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dp_accounts_reference"))
        batch_op.drop_index(batch_op.f("ix_dp_accounts_person_id"))
        batch_op.drop_index(batch_op.f("ix_dp_accounts_map_id"))

    op.drop_table("dp_accounts")
    with op.batch_alter_table("contributions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contributions_person_id"))

    op.drop_table("contributions")
    with op.batch_alter_table("coding", schema=None) as batch_op:
        batch_op.drop_index("ix_coding_key")

    op.drop_table("coding")
    with op.batch_alter_table("billing_periods", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_billing_periods_calendar"))

    op.drop_table("billing_periods")
    op.drop_table("batches")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_subject"))

    op.drop_table("audit")
