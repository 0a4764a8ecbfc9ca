"""Who a line is for, by a number that is on it. A name is never enough, and a personal number is never repaired."""

from __future__ import annotations

import re
from dataclasses import dataclass

from match.facts import Facts, people_on_line, person_reading
from match.notes import Note
from models.country import CountryPack
from models.document import Reading
from models.grant import Person
from models.identifiers import compact, mask, parse_cpr
from models.invoice import Invoice, LineReading
from models.policy import Policy


@dataclass(frozen=True, slots=True)
class PersonFound:
    """The person of a line, or the note of why there is none; remarks that do not stop it."""

    person: Person | None
    reading: Reading[str] | None
    stop: Note | None = None
    remark: Note | None = None


def find_person(
    line: LineReading, index: int, invoice: Invoice, facts: Facts, policy: Policy, pack: CountryPack
) -> PersonFound:
    """Find the person of a line among the people that its numbers name."""
    several = _several(line, facts, pack)
    if several > 1:
        return PersonFound(None, line.person, Note("multi-citizen-line", _facts(line, count=str(several))))
    reading = person_reading(line, invoice, pack)
    if reading is None or not compact(reading.value):
        return PersonFound(None, None, Note("no-citizen", _facts(line), (f"lines.{index}.person",)))
    people = _known(reading.value, facts, policy, pack)
    fields = (f"lines.{index}.person",)
    if len(people) == 1:
        return PersonFound(people[0], reading, None, _number_remark(reading.value, people[0], fields))
    doubtful = reading.confidence < float(policy.confidence_bar) or not _plausible(reading.value, policy, pack)
    code = "citizen-id-ocr-doubt" if doubtful or people else "citizen-unknown"
    facts_of = _facts(line, masked=mask(reading.value), nearest=_nearest(reading.value, facts))
    return PersonFound(None, reading, Note(code, facts_of, fields))


def _facts(line: LineReading, **more: str) -> dict[str, str]:
    return {"line": str(line.number), **more}


def _several(line: LineReading, facts: Facts, pack: CountryPack) -> int:
    """Count the people on a line; two numbers of the same person are one."""
    numbers = people_on_line(line, pack)
    if len(numbers) < 2:
        return len(numbers)
    owners = {number: next((p.person_id for p in facts.people if number in _numbers(p)), number) for number in numbers}
    return len(set(owners.values()))


def _known(printed: str, facts: Facts, policy: Policy, pack: CountryPack) -> list[Person]:
    wanted = {pack.person_id(printed), compact(printed)} - {None, ""}
    if not _plausible(printed, policy, pack):
        wanted = {compact(printed)}
    return [person for person in facts.people if wanted & _numbers(person)]


def _numbers(person: Person) -> set[str | None]:
    numbers: set[str | None] = {compact(each) for each in (person.person_id, person.cpr, person.nhs_number) if each}
    return numbers


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
        for number in _numbers(person)
        if number and len(number) == len(clean) and sum(a != b for a, b in zip(number, clean, strict=True)) == 1
    }
    return ", ".join(sorted(near)) or "-"
