"""Whom a document names, for all its lines together or for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.body import Body
from extract.line_persons import LinePersons
from extract.once import once
from extract.person_numbers import PersonNumbers
from extract.view import View
from extract.whom import under_a_person
from models.document import Reading
from models.invoice import LineReading

#: Labels of numbers that belong to no person.
OF_ACCOUNTS = frozenset(
    {"bank_pair", "account_no", "reg_no", "sort_code", "iban", "registration", "vat_number", "payment_slip"}
)


@dataclass(frozen=True)
class PersonFinder:
    """Finds person identifiers in the words of one document."""

    view: View

    @once
    def numbers(self) -> PersonNumbers:
        """What reads the numbers themselves."""
        return PersonNumbers(self.view)

    def over(self, body: Body) -> LinePersons:
        """Return what tells whom each line of a table is about."""
        return LinePersons(self.view, self.numbers, body)

    def of_document(self, lines: Sequence[LineReading], used: frozenset[int]) -> Reading[str] | None:
        """Return the person whom the document names outside its lines, when it is one and the same."""
        if any(line.person for line in lines):
            return None
        if any(self.numbers.unread(row) for row in self.view.rows):
            return None
        labelled: dict[str, Reading[str]] = {}
        found: dict[str, Reading[str]] = {}
        for row in self.view.rows:
            person = (
                None
                if row.index in used
                else self.numbers.in_row(row)
                or self.numbers.under_label(row)
                or self.numbers.told_about(row)
                or self.numbers.in_reference(row)
            )
            if person is None:
                continue
            fields = {hit.field for hit in self.view.hits[row.index]}
            named_above = any(under_a_person(self.view, row, hit) for hit in self.view.hits[row.index])
            if fields & {"person", "person_name"} or named_above:
                labelled.setdefault(person.value, person)
            elif fields & OF_ACCOUNTS:
                # An account may have ten figures that make a day of birth.
                continue
            found.setdefault(person.value, person)
        named = labelled or found
        return next(iter(named.values())) if len(named) == 1 else None
