"""Unit4 ERP (Agresso): vouchers as a table for the GL07 import. The column map is a default to correct: docs/exports.md."""

from __future__ import annotations

from models.posting import Batch
from outbound.columns import Layout, voucher_rows, write_table
from outbound.exports import Exporter, Format

COLUMNS = (
    ("batch_id", "setting:unit4.batch_id"),
    ("voucher_type", "setting:unit4.voucher_type"),
    ("voucher_no", "voucher"),
    ("sequence_no", "line"),
    ("trans_type", "ledger"),
    ("account", "account"),
    ("dim_1", "cost_element"),
    ("dim_2", "grant_id"),
    ("dim_3", "="),
    ("dim_4", "="),
    ("dim_5", "="),
    ("dim_6", "="),
    ("dim_7", "="),
    ("tax_code", "setting:unit4.tax_code"),
    ("currency", "currency"),
    ("amount", "amount"),
    ("apar_id", "creditor_id"),
    ("ext_inv_ref", "invoice_number"),
    ("ext_ref", "reference"),
    ("description", "text"),
    ("trans_date", "invoice_date"),
    ("voucher_date", "batch_date"),
    ("due_date", "due_date"),
    ("period", "batch_period"),
)


def unit4_gl07(layout: Layout) -> Exporter:
    """Return the exporter for a council's own column map; the ledger lines and the supplier's line add up to nothing."""

    def export_gl07(batch: Batch) -> bytes:
        return write_table(tuple(voucher_rows(batch)), layout)

    return export_gl07


UNIT4_GL07 = Format("unit4-gl07", "csv", "text/csv; charset=utf-8", unit4_gl07(Layout(COLUMNS, date_format="%Y%m%d")))
