"""The words around an explanation, in the languages of the staff."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "sure": "sure", "unsure": "NOT sure", "bar": "bar", "read": "read", "label": "label", "for": "for", "against": "against",
        "sum": "equation", "holds": "holds", "fails": "does not hold: every value in it is doubtful", "counted": "counted",
        "counted-on": "{share} right of values with as much evidence, on {count} labelled values of this field",
        "uncounted": "nobody has counted how often so little, or such, evidence is right: at most {most}",
        "others": "also considered", "stated": "stated in the file; nothing had to be found", "page": "page", "pages": "pages",
        "kind": "kind of document", "field": "Field", "value": "Value", "why": "Why", "said": "Probability", "found": "Checks",
        "title": "How the document was read", "not-drawn": "This page cannot be drawn.",
    },
    "da": {
        "sure": "sikker", "unsure": "IKKE sikker", "bar": "grænse", "read": "læst", "label": "ledetekst", "for": "for", "against": "imod",
        "sum": "regnestykke", "holds": "går op", "fails": "går ikke op: hver værdi i det er tvivlsom", "counted": "optalt",
        "counted-on": "{share} rigtige blandt værdier med lige så meget belæg, på {count} kendte værdier af dette felt",
        "uncounted": "ingen har optalt, hvor ofte så lidt eller sådant belæg er rigtigt: højst {most}",
        "others": "også overvejet", "stated": "står i filen; intet skulle findes", "page": "side", "pages": "sider",
        "kind": "dokumentets art", "field": "Felt", "value": "Værdi", "why": "Hvorfor", "said": "Sandsynlighed", "found": "Kontroller",
        "title": "Sådan er dokumentet læst", "not-drawn": "Siden kan ikke tegnes.",
    },
}  # fmt: skip
