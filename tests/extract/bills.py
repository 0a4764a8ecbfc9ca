"""What bills drawn in several modules have in common: head, lines, and how their supplier is read."""

from extract.readers.pdf import read_pdf

TOP = [[(40, "Invoice no. 7741")], [(40, "Invoice date: 30/06/2026")], None]
HEAD = [(40, "Description"), (300, "Qty"), (400, "Rate"), (510, "Amount")]
LINES = [
    None,
    [(40, "Description"), (500, "Amount", "r")],
    [(40, "Home care, June 2026"), (500, "100.00", "r")],
    [(40, "Total"), (500, "100.00", "r")],
]


def line(words, count, rate, amount):
    """Return a line under HEAD."""
    return [(40, words), (318, count, "r"), (440, rate, "r"), (545, amount, "r")]


def supplier(draw, options, rows):
    """Return who is read as the supplier where LINES follow the rows."""
    return supplier_of(draw, options, [*rows, *LINES])


def supplier_of(draw, options, rows):
    """Return who is read as the supplier of these rows alone."""
    return read_pdf(draw(rows), options).invoice.supplier
