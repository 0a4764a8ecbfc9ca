"""Reading what providers answer to balance letters: rules for the certain, a small classifier as second vote, guards."""
