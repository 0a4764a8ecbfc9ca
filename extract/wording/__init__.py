"""What sort of document the words of a page sound like: a second voice beside the titles, trained here, silent when unsure."""
