"""From an invoice and the grants to a decision with its proof. Pure."""
