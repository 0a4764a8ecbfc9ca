"""Denmark: its words, identifiers, amounts and habits."""
