"""The samples' generator: two made-up councils, their suppliers' invoices, the mails that carry them, and the truth."""
