"""From a shared mailbox to documents: fetch, parse MIME, sort, take apart."""
