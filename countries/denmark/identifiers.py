"""How Denmark names people and companies, and the paragraphs that invoices mention.

Sources: CPR office (personal numbers), the business register (CVR), lov om social service (SEL), barnets lov (BL),
ældreloven (ÆL), almenboligloven (ABL), lov om særligt tilrettelagt ungdomsuddannelse (STU).
"""

from __future__ import annotations

from models.identifiers import clean_cpr, clean_cvr, find_cprs

#: Read in order; the first that is found wins. Other laws come before the law that a bare paragraph means.
LEGAL_BASES = (
    (r"\bSTU\b|særligt tilrettelagt|ungdomsuddannelse for unge", "STU"),
    (r"\b(?:abl|almenbolig\w{0,12})\W{0,4}§?\W{0,2}105\b", "ABL105"),
    (r"\b(?:ældreloven|æl)\W{0,4}§?\W{0,2}[0-9]{1,3}\b", "ÆL"),
    (r"\b(?:barnets lov|bl)\W{0,4}§?\W{0,2}[0-9]{1,3}\b", "BL"),
    *(
        (rf"(?:§|\bpar\.|\bparagraf|\bsel|\bserviceloven)\W{{0,3}}{number}\b", f"SEL{number}")
        for number in (83, 85, 95, 96, 97, 98, 101, 102, 103, 104, 107, 108, 109, 110)
    ),
    *((rf"§\W{{0,2}}{number}\b", f"BL{number}") for number in (32, 43, 46, 47, 52, 66, 76, 113, 114)),
)

#: Words by which a line says that it is for more support than the basic rate.
SUPPLEMENT_WORDS = ("tillæg", "tillægsydelse", "tillægstakst", "særydelse", "ekstra støtte", "ekstrastøtte", "merudgift")

person_id = clean_cpr
find_person_ids = find_cprs
registration = clean_cvr
