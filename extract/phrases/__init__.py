"""Spans in running text: whom it is about, what was done, when, how much and at what price. A second voice beside the rules."""
