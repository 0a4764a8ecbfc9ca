"""Write the documents that are made from the code; `--check` only says which are out of date."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def settings() -> str:
    """Return the reference of settings."""
    from service.settings.template import render_reference

    return render_reference()


def reasons() -> str:
    """Return the reference of reason codes."""
    from models.codes_doc import reference_page

    return reference_page()


#: (document, what writes it)
DOCUMENTS: tuple[tuple[str, Callable[[], str]], ...] = (("docs/settings.md", settings), ("docs/reasons.md", reasons))


def main() -> int:
    """Write, or compare."""
    stale = [name for name, make in DOCUMENTS if not is_current(ROOT / name, make())]
    if "--check" in sys.argv[1:]:
        print("\n".join(f"{name} is out of date: run `make docs`" for name in stale))
        return 1 if stale else 0
    for name, make in DOCUMENTS:
        if name in stale:
            (ROOT / name).parent.mkdir(exist_ok=True)
            (ROOT / name).write_text(make(), encoding="utf-8")
            print(f"docs: wrote {name}")
    return 0


def is_current(path: Path, text: str) -> bool:
    """Whether the document says what the code says."""
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
