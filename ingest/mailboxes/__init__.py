"""The kinds of mailboxes, each behind the one Protocol of `source`."""
