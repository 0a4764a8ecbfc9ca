"""Oracle Payables: the two interface tables as CSV files in one zip. The column maps are defaults to correct: docs/exports.md."""

from __future__ import annotations

import io
import zipfile

from models.posting import Batch
from outbound.columns import Layout, cost_rows, invoice_rows, write_table
from outbound.exports import Exporter, Format

INVOICES = (
    ("INVOICE_ID", "voucher"),
    ("INVOICE_NUM", "invoice_number"),
    ("INVOICE_TYPE_LOOKUP_CODE", "invoice_type"),
    ("INVOICE_DATE", "invoice_date"),
    ("VENDOR_NUM", "supplier_id"),
    ("VENDOR_SITE_CODE", "setting:oracle.vendor_site_code"),
    ("INVOICE_AMOUNT", "amount"),
    ("INVOICE_CURRENCY_CODE", "currency"),
    ("TERMS_NAME", "setting:oracle.terms_name"),
    ("DESCRIPTION", "text"),
    ("SOURCE", "setting:oracle.source"),
    ("GROUP_ID", "batch"),
)
LINES = (
    ("INVOICE_ID", "voucher"),
    ("LINE_NUMBER", "line"),
    ("LINE_TYPE_LOOKUP_CODE", "=ITEM"),
    ("AMOUNT", "amount"),
    ("DIST_CODE_CONCATENATED", "coding"),
    ("DESCRIPTION", "text"),
    ("REFERENCE_1", "reference"),
)


def oracle_payables(invoices: Layout, lines: Layout) -> Exporter:
    """Return the exporter for a council's own column maps; each invoice's lines add up to its amount."""

    def export_payables(batch: Batch) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            _add(archive, batch, "AP_INVOICES_INTERFACE.csv", write_table(tuple(invoice_rows(batch)), invoices))
            _add(archive, batch, "AP_INVOICE_LINES_INTERFACE.csv", write_table(tuple(cost_rows(batch)), lines))
        return file.getvalue()

    return export_payables


def _add(archive: zipfile.ZipFile, batch: Batch, name: str, content: bytes) -> None:
    # The batch's own day, not the clock's: the same batch gives the same bytes.
    entry = zipfile.ZipInfo(name, (batch.created.year, batch.created.month, batch.created.day, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    archive.writestr(entry, content)


_DATES = "%Y/%m/%d"
ORACLE_AP = Format(
    "oracle-ap",
    "zip",
    "application/zip",
    oracle_payables(Layout(INVOICES, date_format=_DATES), Layout(LINES, date_format=_DATES)),
)
