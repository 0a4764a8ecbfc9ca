"""What a reader is told besides the bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.country import CountryPack
from models.policy import CONFIDENCE_BAR


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where one supplier is known to print one field, as approved by a person (supplier memory)."""

    #: Registration, VAT number and accounts on record, as `extract.memory.recall.supplier_keys` writes them.
    supplier_keys: tuple[str, ...]
    field: str
    #: The words of the label as they are compared (`extract.tokens`), with spaces between.
    label: str
    #: "right" or "below" of the label.
    direction: str
    #: What the value looks like, for texts (`extract.memory.places.shape_of`).
    shape: str = ""
    #: Which known labels stand where on the supplier's form, for documents that name nobody by number.
    layout: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read: for which country, with which limits.

    `pack` is the council's country; `packs` are all that are known, for suppliers abroad.
    """

    pack: CountryPack
    packs: tuple[CountryPack, ...]
    #: False ignores XML embedded in a PDF.
    use_xml: bool = True
    #: Pages beyond this are left to a person, with a finding.
    max_pages: int = 200
    #: Pages of one document that may be read as pictures side by side, each by a thread on a core of its own.
    ocr_jobs: int = 1
    #: Seconds that reading pages as pictures may take in all; what is left then waits for a person. None is no limit.
    picture_seconds: float | None = None
    #: The moment of this machine's clock (`time.monotonic`, the same in every process) when that must be done, for whoever waits; then
    #: pages share the time. None is no such moment.
    pictures_until: float | None = None
    #: Let a second engine read doubtful tokens of scans again, where it is installed.
    reread: bool = True
    #: The automatic bar: a reading at or above it is "sure".
    bar: float = float(CONFIDENCE_BAR)
    received: date | None = None
    #: Keep what was considered for each field, so that the reading can be explained.
    explain: bool = False
    #: The council's own person reference, a regular expression (setting `person_id_regex`).
    person_id_regex: str | None = None
    #: What people approved of where suppliers print their values.
    anchors: tuple[Anchor, ...] = ()
    #: Let the marker of phrases be heard on sentences (`extract.phrases`).
    marker: bool = True
    #: Where this council's e-invoices name the person: buyer GLN, supplier registration or "*", and XPaths below a line
    #: or the header, tried before the known places.
    person_places: tuple[tuple[str, tuple[str, ...]], ...] = ()
