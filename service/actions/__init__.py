"""What staff can do. Every button of the console and every command calls one of these, and each goes through `advance`.

Each takes the version of the row that the person saw: when it has changed since, `StaleClaimError` is raised and nothing is saved.
"""
