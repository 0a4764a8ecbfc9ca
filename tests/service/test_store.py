from __future__ import annotations

import errno
import hashlib
import os
import threading
from pathlib import Path

import pytest

from models.errors import MissingError, PermanentError, TransientError
from service.store import FileStore


def test_what_is_put_is_got_back_and_lies_under_its_hash(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "blobs")

    names = store.put_many([b"one", b"two", b"one", b""])

    assert names == [hashlib.sha256(content).hexdigest() for content in (b"one", b"two", b"one", b"")]
    assert [store.get(name) for name in names] == [b"one", b"two", b"one", b""]
    assert store.path_of(names[0]) == tmp_path / "blobs" / names[0][:2] / names[0][2:4] / names[0]
    assert not list((tmp_path / "blobs" / "tmp").iterdir())
    assert store.path_of(names[0]).stat().st_mode & 0o077 == 0


def test_every_file_is_synced_before_its_name_and_its_folders_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[str, str]] = []
    sync, replace = os.fsync, Path.replace

    def note_sync(handle: int) -> None:
        done.append(("sync", str(Path(f"/proc/self/fd/{handle}").readlink())))
        sync(handle)

    def note_replace(path: Path, target: Path) -> Path:
        done.append(("rename", str(target)))
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "replace", note_replace)
    root = tmp_path / "blobs"

    (name,) = FileStore(root).put_many([b"one"])

    place = root / name[:2] / name[2:4]
    assert [what for what, _ in done] == ["sync", "rename", "sync", "sync", "sync", "sync"]
    assert done[0][1].endswith(".tmp")
    assert [path for _, path in done[1:]] == [str(place / name), str(tmp_path), str(root), str(place.parent), str(place)]


def test_a_batch_syncs_each_folder_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FileStore(tmp_path)
    store.put_many([b"%d" % n for n in range(50)])
    synced: list[str] = []
    sync = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda handle: (synced.append(str(Path(f"/proc/self/fd/{handle}").readlink())), sync(handle))[1]
    )

    store.put_many([b"%d" % n for n in range(50)])

    assert len(synced) == len(set(synced)) <= 50
    assert not any(path.endswith(".tmp") for path in synced)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        pytest.param(lambda path: path.write_bytes(b"onf"), "damaged", id="a changed byte"),
        pytest.param(lambda path: path.unlink(), "not in", id="a missing file"),
    ],
)
def test_damage_is_found_when_it_is_read(tmp_path: Path, damage, says: str) -> None:
    store = FileStore(tmp_path)
    name = store.put(b"one")
    damage(store.path_of(name))

    with pytest.raises(PermanentError, match=says):
        store.get(name)


def test_a_file_cut_short_by_the_disk_is_written_again(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    name = store.put(b"one")
    store.path_of(name).write_bytes(b"o")

    store.put(b"one")

    assert store.get(name) == b"one"


@pytest.mark.parametrize("step", range(4))
def test_a_full_disk_is_said_clearly_and_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    writes = 0
    write = os.write

    def fail(handle: int, content: memoryview) -> int:
        nonlocal writes
        writes += 1
        if writes > step:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(handle, content)

    store = FileStore(tmp_path)
    contents = [b"%d" % n for n in range(4)]
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", fail)
        with pytest.raises(MissingError, match=r"is full\. Free some space"):
            store.put_many(contents)

    assert not list((tmp_path / "tmp").iterdir())
    assert [store.get(name) for name in store.put_many(contents)] == contents


def test_a_short_write_is_carried_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, content: write(handle, content[:2]))

    store = FileStore(tmp_path)

    assert store.get(store.put(b"eleven bytes")) == b"eleven bytes"


def test_a_store_that_is_a_file_is_said_clearly(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_bytes(b"")

    with pytest.raises((TransientError, MissingError), match="blobs"):
        FileStore(tmp_path / "blobs").put(b"one")


def test_orphans_are_swept_when_they_are_old(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    store.put(b"one")
    old, new = tmp_path / "tmp" / "a.tmp", tmp_path / "tmp" / "b.tmp"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (1000, 1000))
    os.utime(new, (200_000, 200_000))

    assert store.sweep_orphans(now=200_001) == 1
    assert (old.exists(), new.exists()) == (False, True)
    assert FileStore(tmp_path / "nowhere").sweep_orphans(now=0) == 0


def test_many_threads_may_store_the_same(tmp_path: Path) -> None:
    contents = [b"%d" % n for n in range(40)]
    failures: list[BaseException] = []

    def work() -> None:
        try:
            FileStore(tmp_path).put_many(contents)
        except BaseException as why:  # noqa: BLE001  # a thread's failure must reach the test
            failures.append(why)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    store = FileStore(tmp_path)
    assert not failures
    assert [store.get(hashlib.sha256(content).hexdigest()) for content in contents] == contents


def test_only_a_hash_is_a_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        FileStore(tmp_path).path_of("../../etc/passwd")
