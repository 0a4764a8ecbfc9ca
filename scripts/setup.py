"""Install what afstem needs: an environment in .venv, the packages of the lock file, front-end files, OCR data.

Needs only Python (the standard library) and is quick when nothing has changed: each step leaves a stamp with a digest
of what it was made from. Nothing is written outside this folder.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = VENV / "setup"
REQUIREMENTS = ROOT / "requirements"
OLDEST = (3, 11)

NO_PYTHON = f"""\
afstem needs Python {OLDEST[0]}.{OLDEST[1]} or newer; `{sys.executable}` is {sys.version.split()[0]}.
Install a newer one, or uv (which brings its own), or say which to use: make setup PYTHON=/path/to/python3"""

NO_PIP = """\
This Python cannot make an environment with pip in it: the module `ensurepip` is missing (Debian and Ubuntu leave it out),
and neither uv nor pip is installed. Any one of these mends it; then run `make setup` again:
  - as root, on Debian or Ubuntu:  apt-get install python3-venv
  - without root: put the program `uv` on your PATH, or another Python:  make setup PYTHON=/path/to/python3"""


def main() -> int:
    """Run every step that is out of date and say how long each took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", action="store_true", help="also install the peers that benchmarks compare with")
    args = parser.parse_args()
    os.chdir(ROOT)
    try:
        step("environment", [], make_environment)
        step("packages", [REQUIREMENTS / "all.lock"], lambda: install(REQUIREMENTS / "all.lock"))
        step("afstem itself", [ROOT / "pyproject.toml"], install_project)
        step("front-end files and OCR data", vendor_inputs(), fetch_vendor)
        if args.bench:
            step("peers for benchmarks", [REQUIREMENTS / "bench.lock"], lambda: install(REQUIREMENTS / "bench.lock"))
    except subprocess.CalledProcessError as error:
        return fail(f"`{' '.join(map(str, error.cmd[:6]))} …` ended with status {error.returncode}; its own words are above.")
    except OSError as error:
        return fail(str(error))
    return 0


def step(name: str, inputs: list[Path], work) -> None:  # noqa: ANN001 - a callable; this file runs before any checker
    """Do a piece of work unless it was done from the same inputs before."""
    stamp = STAMPS / f"{name.replace(' ', '-')}.stamp"
    digest = digest_of(inputs)
    if stamp.is_file() and stamp.read_text() == digest:
        return
    print(f"setup: {name} …", flush=True)
    started = time.monotonic()
    work()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest)
    print(f"setup: {name}: done in {time.monotonic() - started:.0f} s", flush=True)


def digest_of(inputs: list[Path]) -> str:
    """Return one digest of where we stand (an environment cannot be moved) and of all the files."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in inputs:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def make_environment() -> None:
    """Make .venv: with uv where it is, else with venv and pip, else with venv and a pip from elsewhere."""
    uv = shutil.which("uv")
    if uv:
        python = sys.executable if sys.version_info >= OLDEST else f">={OLDEST[0]}.{OLDEST[1]}"
        run(uv, "venv", "--quiet", "--allow-existing", "--python", python, VENV)
    elif sys.version_info < OLDEST:
        raise OSError(NO_PYTHON)
    elif can_run("import ensurepip; ensurepip.version()"):
        run(sys.executable, "-m", "venv", VENV)
    elif can_run("import pip; pip.__version__"):
        run(sys.executable, "-m", "venv", "--without-pip", VENV)
    else:
        raise OSError(NO_PIP)


def can_run(code: str) -> bool:
    """Say whether this Python can run a line, without importing anything here."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def installer() -> list[str]:
    """Return the start of an install command: uv's where there is one, else pip's."""
    uv = find_uv()
    if uv:
        return [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(VENV / "bin/python")]
    return [*pip(), "install", "--quiet", "--disable-pip-version-check"]


def pip() -> list[str]:
    """Return the pip command that installs into .venv: its own, or an outside one pointed at it."""
    own = VENV / "bin/pip"
    if own.exists():
        return [str(VENV / "bin/python"), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(VENV / "bin/python")]


def find_uv() -> str | None:
    """Find uv: in .venv, where setup puts it, or on the PATH."""
    own = VENV / "bin/uv"
    return str(own) if own.exists() else shutil.which("uv")


def install(lock: Path) -> None:
    """Install exactly what a lock file names; a file whose digest differs is refused. uv comes first: it is far quicker."""
    if not find_uv():
        run(*installer(), "--require-hashes", "--no-deps", "--only-binary=:all:", "-r", REQUIREMENTS / "uv.lock")
    run(*installer(), "--require-hashes", "--no-deps", "--only-binary=:all:", "-r", lock)


def install_project() -> None:
    """Link this folder into the environment. `compat` lets type checkers and editors find the packages too."""
    run(*installer(), "--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat", "-e", ROOT)


def vendor_inputs() -> list[Path]:
    """Return the files that decide what vendor/ holds."""
    return [ROOT / "package-lock.json", REQUIREMENTS / "vendor.sha256", ROOT / "scripts/vendor.py"]


def fetch_vendor() -> None:
    """Fetch the front-end files and Danish OCR data with npm: the system's, or one from the lock file `npm.lock`."""
    if not shutil.which("npm") and not (VENV / "bin/npm").exists():
        install(REQUIREMENTS / "npm.lock")
    run(VENV / "bin/python", ROOT / "scripts/vendor.py")


def run(*command: str | Path) -> None:
    """Run a program and let it speak for itself when it fails.

    uv brings certificates of its own; behind a council's proxy only those of the machine are right, and pip uses them too.
    """
    environment = {"UV_SYSTEM_CERTS": "1", **os.environ}
    subprocess.run([str(part) for part in command], check=True, stdin=subprocess.DEVNULL, env=environment)


def fail(message: str) -> int:
    """Print what went wrong and return the exit status of something missing outside."""
    print(f"setup: {message}", file=sys.stderr)
    return 3


if __name__ == "__main__":
    if sys.version_info < (3, 8):  # noqa: UP036 - this file is what an old Python is told by
        sys.exit(NO_PYTHON)
    sys.exit(main())
