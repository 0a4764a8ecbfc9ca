"""England: its words, identifiers, amounts and habits."""
