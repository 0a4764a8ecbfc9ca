"""Who a line is for, by a number that is on it. A name is never enough, and a personal number is never repaired."""

from __future__ import annotations

import re
from dataclasses import dataclass

from match.context import Context
from match.facts import Facts, numbers_of, people_on_line, person_reading
from match.notes import Note
from models.country import CountryPack
from models.document import Reading
from models.grant import Person
from models.identifiers import compact, mask, parse_cpr
from models.invoice import LineReading
from models.policy import Policy
from models.value import quickly_made


@quickly_made
@dataclass(frozen=True, slots=True)
class PersonFound:
    """The person of a line, or the note of why there is none; remarks that do not stop it."""

    person: Person | None
    reading: Reading[str] | None
    stop: Note | None = None
    remark: Note | None = None


def find_person(context: Context, index: int, line: LineReading) -> PersonFound:
    """Find the person of a line among the people that its numbers name."""
    policy, pack = context.policy, context.pack
    numbers = people_on_line(line, pack)
    several = _several(numbers, context)
    if several > 1:
        return PersonFound(None, line.person, Note("multi-citizen-line", _facts(line, count=str(several))))
    reading = person_reading(line, context.invoice, pack)
    if reading is None or not compact(reading.value):
        return PersonFound(None, None, Note("no-citizen", _facts(line), (f"lines.{index}.person",)))
    plausible = _plausible(reading.value, policy, pack)
    people = _known(reading.value, context, plausible=plausible)
    fields = (f"lines.{index}.person",)
    if len(people) == 1:
        return PersonFound(people[0], reading, None, _number_remark(reading.value, people[0], fields))
    doubtful = reading.confidence < float(policy.confidence_bar) or not plausible
    code = "citizen-id-ocr-doubt" if doubtful or people else "citizen-unknown"
    facts_of = _facts(line, masked=mask(reading.value), nearest=_nearest(reading.value, context.facts))
    return PersonFound(None, reading, Note(code, facts_of, fields))


def _facts(line: LineReading, **more: str) -> dict[str, str]:
    return {"line": str(line.number), **more}


def _several(numbers: frozenset[str], context: Context) -> int:
    """Count the people that these numbers name; two numbers of the same person are one."""
    if len(numbers) < 2:
        return len(numbers)
    return len({known[0].person_id if (known := context.people.get(number)) else number for number in numbers})


def _known(printed: str, context: Context, *, plausible: bool) -> list[Person]:
    wanted = {compact(printed), context.pack.person_id(printed) if plausible else None} - {None, ""}
    found = {person.person_id: person for number in wanted for person in context.people.get(number or "", ())}
    return [found[each] for each in sorted(found)]


def _plausible(printed: str, policy: Policy, pack: CountryPack) -> bool:
    if pack.person_id(printed) is not None:
        return True
    clean = compact(printed)
    return re.fullmatch(policy.person_id_regex, clean) is not None


def _number_remark(printed: str, person: Person, fields: tuple[str, ...]) -> Note | None:
    """Say what is unusual about a Danish number that was found all the same."""
    cpr = parse_cpr(printed) if person.cpr and compact(printed) == compact(person.cpr) else None
    if cpr is None or cpr.check_digit_holds:
        return None
    code = "citizen-id-no-check-digit" if cpr.standard else "citizen-id-nonstandard"
    return Note(code, {"masked": mask(printed)}, fields)


def _nearest(printed: str, facts: Facts) -> str:
    """Name people with a grant here whose number differs in one character, masked; a suggestion and never more."""
    clean = compact(printed)
    near = {
        mask(number)
        for person in facts.neighbours
        for number in numbers_of(person)
        if number and len(number) == len(clean) and sum(a != b for a, b in zip(number, clean, strict=True)) == 1
    }
    return ", ".join(sorted(near)) or "-"
