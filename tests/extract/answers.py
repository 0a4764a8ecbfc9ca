"""What tests of readers ask of an answer."""


def lines_of(extraction):
    """Return the person and the amount of every line."""
    return [(line.person.value, line.amount.value) for line in extraction.invoice.lines]


def told(extraction):
    """Return the codes of the findings."""
    return {finding.code for finding in extraction.findings}
