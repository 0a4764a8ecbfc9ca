"""From a document to readings: words, lines, fields, checks, confidence."""
