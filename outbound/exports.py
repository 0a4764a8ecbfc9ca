"""From a batch to the bytes of a file. A format is a function and its name; the same batch gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from models.finding import Finding, Severity
from models.posting import Batch
from outbound.batches import BatchRefused, check_batch, is_live

Exporter = Callable[[Batch], bytes]


def _no_more_checks(_batch: Batch) -> Iterator[Finding]:
    yield from ()


@dataclass(frozen=True, slots=True)
class Format:
    """A file that a finance system or a bank reads."""

    name: str
    suffix: str
    media_type: str
    export: Exporter
    #: Moves money itself, so it is never made of a shadow batch.
    pays: bool = False
    #: What this format needs besides what every batch needs.
    check: Callable[[Batch], Iterator[Finding]] = _no_more_checks


def export(batch: Batch, exporter: Format) -> bytes:
    """Return the file of a batch, or raise `BatchRefused` with every reason against it."""
    findings = check_export(batch, exporter)
    if findings:
        raise BatchRefused(batch, findings)
    return exporter.export(batch)


def check_export(batch: Batch, exporter: Format) -> tuple[Finding, ...]:
    """Return what forbids this batch to leave in this format."""
    findings = check_batch(batch)
    if exporter.pays and not is_live(batch):
        why = f"It was made in shadow mode, and {exporter.name} moves money. Only live batches are paid."
        findings += (Finding("batch-shadow", Severity.BLOCK, why),)
    return findings or tuple(exporter.check(batch))


def batch_filename(batch: Batch, exporter: Format) -> str:
    """Return the name of a batch's file: its number, day and format; a shadow batch says so in its name."""
    mode = "" if is_live(batch) else "SHADOW-"
    return f"afstem-{mode}{batch.number:06d}-{batch.created.isoformat()}-{exporter.name}.{exporter.suffix}"
