"""What tests of readers ask of an answer."""


def lines_of(extraction):
    """Return the person and the amount of every line."""
    return [(line.person.value, line.amount.value) for line in extraction.invoice.lines]


def told(extraction):
    """Return the codes of the findings."""
    return {finding.code for finding in extraction.findings}


def value(reading):
    """Return what a reading says as text, None where nothing was read."""
    return str(reading.value) if reading else None


def amounts(invoice):
    """Return the amount of every line as text."""
    return [str(each.amount.value) for each in invoice.lines]


def persons(extraction):
    """Return the person of every line, None where it has none."""
    return [line.person.value if line.person else None for line in extraction.invoice.lines]
