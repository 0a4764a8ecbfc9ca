"""Direct payments, joint funding and contributions: statements, balances, notices, replies, recovery. Pure."""
