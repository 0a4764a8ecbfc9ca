"""What documents are read with: OCR, language, the sandbox, and the files of the console."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from models.errors import MissingError
from service.doctor.check import Check, fail, ok, warn
from service.settings import Settings

_VENDOR = Path(__file__).resolve().parent.parent.parent / "vendor"
_FRONT_END = ("htmx/htmx.min.js", "govuk/govuk-frontend.min.css", "dkfds/css/dkfds.min.css")


def check_tesseract(settings: Settings) -> Iterator[Check]:
    """Whether scans can be read in the languages that are wanted."""
    from service.tesseract import find_tesseract

    try:
        found = find_tesseract(settings.ocr.program, settings.ocr.data)
    except MissingError as error:
        what, _, mend = str(error).partition(". ")
        yield fail("ocr", what, mend)
        return
    number = found.find_version()
    if number is None:
        yield fail("ocr", f"{found.program} does not start as Tesseract", "Reinstall it, or name another in ocr.program.")
    else:
        yield ok("ocr", f"Tesseract {number} ({found.program}), {', '.join(found.languages)} in {found.data}")


def check_language(_settings: Settings) -> Iterator[Check]:
    """Whether spaCy can be used."""
    try:
        import spacy

        spacy.blank("da")
        spacy.blank("en")
    except (ImportError, OSError) as error:
        yield fail("language", f"spaCy cannot be used ({type(error).__name__})", "Run `make setup`.")
        return
    yield ok("language", f"spaCy {version('spacy')}")


def check_sandbox(settings: Settings) -> Iterator[Check]:
    """How far a child that parses foreign bytes is cut off on this system."""
    from service.sandbox.isolation import Limits
    from service.sandbox.pool import Sandbox

    try:
        with Sandbox(workers=1, limits=Limits(memory_bytes=settings.sandbox.memory_mb * 2**20)) as sandbox:
            mode = sandbox.mode
    except MissingError as error:
        what, _, mend = str(error).partition(". ")
        yield fail("sandbox", what, mend)
        return
    what = f"memory {mode.memory_bytes // 2**20} MiB, network {mode.network}, files {mode.files}"
    if mode.network == "none" and mode.files == "landlock":
        yield ok("sandbox", what)
    elif mode.network == "none":
        yield warn("sandbox", what, "Children see the service's files. A kernel with Landlock (5.13 or newer) mends it.")
    else:
        mend = "Allow user namespaces (sysctl user.max_user_namespaces), or run in a container without network."
        check = fail if settings.sandbox.network == "deny" else warn
        yield check("sandbox", what, mend)


def check_front_end(_settings: Settings) -> Iterator[Check]:
    """Whether the console's files were fetched."""
    missing = [name for name in _FRONT_END if not (_VENDOR / name).is_file()]
    if missing:
        yield fail("console", f"{', '.join(missing)} not in {_VENDOR}", "Run `make setup`.")
    else:
        yield ok("console", f"files in {_VENDOR}")
