"""The children: cut off, bounded, replaced; what they answer is data or it is a crash."""

from __future__ import annotations

import contextlib
import http.server
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from countries.packs import COUNTRY_PACKS, DENMARK
from extract.options import ReadOptions
from models.errors import MissingError, PermanentError
from service.sandbox.calls import open_message, read_document, render_page
from service.sandbox.child import Child, _environment
from service.sandbox.errors import SandboxCrash, SandboxMemory, SandboxTimeout
from service.sandbox.folders import sweep
from service.sandbox.frames import Assembler, BadFrame, Frame, pack, unpack_all
from service.sandbox.isolation import Limits
from service.sandbox.options import options_to_json
from service.sandbox.pool import MOST_JOBS, Sandbox

OPTIONS = ReadOptions(DENMARK, COUNTRY_PACKS)
GOOD = (
    b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>20417</ID>'
    b"<IssueDate>2026-06-30</IssueDate></Invoice>"
)


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(workers=1) as running:
        yield running


def job(data):
    return {"name": None, "content_type": None, "options": options_to_json(OPTIONS)}, [data]


def slow():
    """Return a table that keeps a child busy for a while."""
    return b"\n".join(b"01.06-30.06.2026 til 31.07.2026;150331-4203;juni 2026;1.234,56" for _ in range(20_000))


def picture(side):
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    return out.getvalue()


def test_a_child_has_neither_network_nor_files(sandbox):
    mode = sandbox.mode
    assert (mode.network, mode.files, mode.memory_bytes) == ("none", "landlock", 2**30)


PROBE = """
import json, os, socket, sys
from pathlib import Path
from service.sandbox.isolation import Limits, isolate
from service.sandbox.worker import _needed_folders
own, secret, port = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
isolate(Limits(), _needed_folders(own))
def tried(act):
    try:
        act()
    except BaseException as error:
        return type(error).__name__
    return "done"
print(json.dumps({
    "read a secret": tried(lambda: open(secret).read()),
    "read passwords": tried(lambda: open("/etc/passwd").read()),
    "read our parent's environment": tried(lambda: open(f"/proc/{os.getppid()}/environ").read()),
    "write beside the secret": tried(lambda: open(secret + "2", "w")),
    "write in our own folder": tried(lambda: (own / "a").write_text("b")),
    "call": tried(lambda: socket.create_connection(("127.0.0.1", port), 2)),
    "take much memory": tried(lambda: bytearray(2 * 2**30)),
    "signal our parent": tried(lambda: os.kill(os.getppid(), 0)),
    "import a library": tried(lambda: __import__("decimal")),
}))
"""


def test_a_child_that_was_taken_over_finds_nothing_to_take(tmp_path):
    secret, own = tmp_path / "secret", Path(tempfile.mkdtemp())
    secret.write_text("key")
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
        ran = subprocess.run(
            [sys.executable, "-I", "-c", PROBE, str(own), str(secret), str(server.server_port)],
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
    found = json.loads(ran.stdout)
    assert found.pop("write in our own folder") == found.pop("import a library") == "done"
    assert found.pop("take much memory") == "MemoryError"
    assert found.pop("call") == "OSError"
    found.pop("signal our parent")
    assert set(found.values()) == {"PermissionError"}


def test_a_child_that_needs_too_much_memory_is_told_apart(tmp_path):
    with Sandbox(workers=1, limits=Limits(memory_bytes=400 * 2**20)) as small, pytest.raises(SandboxMemory):
        render_page(small, picture(7700), most_pixels=7700 * 7700)


def test_a_child_gives_the_space_of_large_pictures_back(tmp_path):
    """With the C library's own habits the address space of three dense scans is never given back, and the fourth is refused."""
    code = (
        "import numpy as np\n"
        "def space(): return next(int(line.split()[1]) for line in open('/proc/self/status') if line.startswith('VmSize'))\n"
        "kept, warm = [], np.ones(3_000_000, 'f4'); del warm; before = space()\n"
        "for turn in range(20):\n"
        "    pictures = [np.ones(500_000 + 150_000 * turn, 'f4') for _ in range(6)]; kept.append(bytearray(60_000)); del pictures\n"
        "print(space() - before)"
    )
    environment = _environment(os.environ, tmp_path)
    grown = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert environment["MALLOC_ARENA_MAX"] == "2"
    assert int(grown.stdout) < 5_000, "more than 5 MB of a child's address space stayed taken by pictures that are gone"


def test_a_deadline_kills_and_the_next_job_has_a_fresh_child(sandbox):
    first = sandbox.run("read-document", *job(GOOD), deadline_seconds=30)
    with pytest.raises(SandboxTimeout) as error:
        sandbox.run("read-document", *job(slow()), deadline_seconds=0.05)
    assert error.value.code == "doc-timeout"
    assert sandbox.run("read-document", *job(GOOD), deadline_seconds=30) == first


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_child_that_dies_at_work_is_a_crash(how):
    with Sandbox(workers=1) as sandbox:
        [child] = sandbox._children
        child.wait_ready()
        threading.Timer(0.3, os.kill, (child.pid, how)).start()
        with pytest.raises(SandboxCrash, match=how.name):
            sandbox.run("read-document", *job(slow()), deadline_seconds=30)
        assert sandbox.run("read-document", *job(GOOD), deadline_seconds=30)


def test_a_child_that_cannot_start_says_why_and_what_to_do():
    with Sandbox(workers=1, limits=Limits(memory_bytes=48 * 2**20)) as sandbox:
        [child] = sandbox._children
        with pytest.raises(MissingError, match=r"did not start \(.+ at .+\.py:\d+\)\. Run `make setup`.*sandbox.memory_mb"):
            child.wait_ready()


def test_children_are_replaced_when_they_have_read_much():
    with Sandbox(workers=1) as sandbox:
        [before] = sandbox._children
        for _ in range(MOST_JOBS + 1):
            read_document(sandbox, GOOD, OPTIONS, deadline_seconds=30)
        [after] = sandbox._children
        assert before is not after
        assert not Path(f"/proc/{before.pid}").exists()


def test_many_threads_share_few_children():
    with Sandbox(workers=2) as sandbox, ThreadPoolExecutor(8) as threads:
        answers = threads.map(
            lambda _: read_document(sandbox, GOOD, OPTIONS, deadline_seconds=60).invoice.number.value, range(3 * MOST_JOBS)
        )
        assert set(answers) == {"20417"}
        assert len(sandbox._children) == 2


def test_an_unforeseen_failure_names_the_place_and_not_the_content(sandbox):
    with pytest.raises(SandboxCrash) as error:
        sandbox.run("render-page", {"page": 1}, [b"150331-4203"], deadline_seconds=30)
    assert "KeyError at tasks.py" in str(error.value)
    assert "150331" not in str(error.value)


def test_a_task_that_does_not_exist_is_a_failure(sandbox):
    with pytest.raises(SandboxCrash):
        sandbox.run("format-disk", {}, [], deadline_seconds=30)


def test_children_and_their_folders_go_with_their_sandbox():
    with Sandbox(workers=2) as sandbox:
        children = list(sandbox._children)
        for child in children:
            child.wait_ready()
    assert not any(Path(f"/proc/{child.pid}").exists() or child._folder.exists() for child in children)


ORPHANS = """
import sys, time
from service.sandbox.pool import Sandbox
sandbox = Sandbox(workers=2)
print(*(child.pid for child in sandbox._children if child.wait_ready()), flush=True)
time.sleep(60)
"""


def test_children_die_when_their_parent_is_killed():
    parent = subprocess.Popen([sys.executable, "-c", ORPHANS], stdout=subprocess.PIPE, text=True)
    children = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(children) == 2
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 10
    while any(is_running(pid) for pid in children) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(is_running(pid) for pid in children)


def test_folders_of_parents_that_were_killed_are_swept_and_those_of_the_living_are_not(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    killed = subprocess.Popen([sys.executable, "-c", ORPHANS], stdout=subprocess.PIPE, text=True)
    killed.stdout.readline()
    left = set(tmp_path.iterdir())
    killed.kill()
    killed.wait()
    killed.stdout.close()
    loose, other = tmp_path / "afstem-ocr-x", tmp_path / "another-program"
    for folder in (loose, other):
        folder.mkdir()
    with Sandbox(workers=1) as sandbox:
        (child,) = sandbox._children
        child.wait_ready()
        assert left < set(tmp_path.iterdir()), "they are too young to be judged"
        for folder in tmp_path.iterdir():
            os.utime(folder, (1, 1))

        assert len(left) == 2
        assert sweep() == len(left | {loose})
        assert set(tmp_path.iterdir()) == {child._folder, other}
        assert read_document(sandbox, GOOD, OPTIONS, deadline_seconds=30).invoice.number.value == "20417"
    assert set(tmp_path.iterdir()) == {other}


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_sandbox_that_must_be_cut_off_refuses_to_start_where_it_cannot_be(monkeypatch):
    from service.sandbox import pool
    from service.sandbox.isolation import Mode

    class Open(Child):
        def wait_ready(self):
            super().wait_ready()
            self.mode = Mode("shared", "shared", 0)
            return self.mode

    monkeypatch.setattr(pool, "Child", Open)
    with pytest.raises(MissingError, match="cut off from the network"):
        Sandbox(workers=1, require_isolation=True)


def test_a_child_that_cannot_start_is_explained(monkeypatch):
    monkeypatch.setattr("service.sandbox.child.sys.executable", "/bin/false")
    with Sandbox(workers=1) as sandbox, pytest.raises(MissingError, match="did not start"):
        sandbox.run("read-document", *job(GOOD), deadline_seconds=5)


class Lies:
    """Answers with what no honest child answers."""

    def __init__(self, answer, blobs=()):
        self.answer, self.blobs = answer, list(blobs)

    def run(self, task, params, blobs, *, deadline_seconds):
        return self.answer, self.blobs


@pytest.mark.parametrize(
    "answer", [{}, {"kind": "invoice"}, {"kind": "invoice", "reader": "ubl", "pages": "many"}, {"kind": ["x"]}]
)
def test_an_answer_that_is_no_extraction_is_a_crash(answer):
    with pytest.raises(SandboxCrash):
        read_document(Lies(answer), GOOD, OPTIONS, deadline_seconds=1)
    with pytest.raises(SandboxCrash):
        open_message(Lies(answer), GOOD)
    with pytest.raises(SandboxCrash):
        render_page(Lies(answer), GOOD)


def framed(text):
    return len(text).to_bytes(4, "big") + text


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=9,
)


@settings(deadline=None)
@given(
    st.dictionaries(st.text(max_size=9), plain, max_size=4), st.lists(st.binary(max_size=99), max_size=4), st.integers(1, 50)
)
def test_a_frame_comes_out_as_it_went_in_however_it_is_cut(header, blobs, size):
    data = pack(header, blobs)
    assembler, whole = Assembler(), None
    for start in range(0, len(data), size):
        assert whole is None
        whole = assembler.feed(data[start : start + size])
    assert whole == Frame(header, tuple(blobs))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_bytes_that_are_no_frame_are_refused_or_awaited(data):
    with contextlib.suppress(BadFrame):
        assert unpack_all(data) is None or isinstance(unpack_all(data), Frame)


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xff\xff\xff",
        b"\x00\x00\x00\x02[]",
        b"\x00\x00\x00\x03abc",
        framed(b'{"header": {}, "blobs": [9e9]}'),
        framed(b'{"header": {}, "blobs": [-1]}'),
        framed(b'{"header": {}, "blobs": [999999999999]}'),
        framed(b"[" * 100_000),
    ],
    ids=["too long", "no header", "no JSON", "sizes of another type", "a negative size", "too much", "nested too deep"],
)
def test_a_frame_of_another_shape_is_refused(data):
    with pytest.raises(BadFrame):
        unpack_all(data)


def test_errors_of_the_sandbox_are_permanent_and_say_what_to_do():
    for error in (SandboxTimeout(10), SandboxMemory(2**30), SandboxCrash("SIGSEGV")):
        assert isinstance(error, PermanentError)
        assert "upplier" in str(error)
