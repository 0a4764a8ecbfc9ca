"""Compound files ([MS-CFB]) built from trees of streams: no library writes what Outlook saves."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Tree: TypeAlias = "Mapping[str, bytes | Tree]"

NONE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR, MINI, SMALL = 512, 64, 4096


@dataclass
class Entry:
    """A stream (`content`) or a storage (`children`) of the directory."""

    name: str
    content: bytes | None
    children: list[int] = field(default_factory=list)
    start: int = END
    size: int = 0


def compound_file(tree: Tree) -> bytes:
    """Return a compound file that holds a tree; small streams lie in the mini stream, as the format wants."""
    entries: list[Entry] = []
    _add(entries, "Root Entry", tree)
    chain: list[int] = []
    mini_chain: list[int] = []
    mini = body = b""
    directory_sectors = -(-len(entries) * 128 // SECTOR)
    directory_start = _take(chain, directory_sectors)
    for entry in entries:
        content = entry.content
        if content is None:
            continue
        entry.size = len(content)
        if len(content) < SMALL:
            entry.start = _take(mini_chain, -(-len(content) // MINI))
            mini += _padded(content, MINI)
        else:
            entry.start = _take(chain, -(-len(content) // SECTOR))
            body += _padded(content, SECTOR)
    entries[0].start, entries[0].size = _take(chain, -(-len(mini) // SECTOR)), len(mini)
    table = b"".join(struct.pack("<I", each) for each in mini_chain)
    mini_start, mini_sectors = _take(chain, -(-len(table) // SECTOR)), -(-len(table) // SECTOR)
    body += _padded(mini, SECTOR) + _padded(table, SECTOR, b"\xff")
    fat_sectors = 1
    while (len(chain) + fat_sectors) * 4 > fat_sectors * SECTOR:
        fat_sectors += 1
    fat_start = len(chain)
    chain += [FAT] * fat_sectors
    directory = _padded(b"".join(_directory_entry(entries, place) for place in range(len(entries))), SECTOR)
    fat = _padded(b"".join(struct.pack("<I", each) for each in chain), SECTOR, b"\xff")
    places = [fat_start + place for place in range(fat_sectors)] + [NONE] * (109 - fat_sectors)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<9I", 0, fat_sectors, directory_start, 0, SMALL, mini_start, mini_sectors, END, 0)
    return head + struct.pack("<109I", *places) + directory + body + fat


def _add(entries: list[Entry], name: str, node: bytes | Tree) -> int:
    place = len(entries)
    entries.append(Entry(name, node if isinstance(node, bytes) else None))
    if not isinstance(node, bytes):
        inner = sorted(node.items(), key=lambda each: (len(each[0]), each[0].upper()))
        entries[place].children = [_add(entries, each, content) for each, content in inner]
    return place


def _take(chain: list[int], count: int) -> int:
    start = len(chain)
    chain += [start + place + 1 if place < count - 1 else END for place in range(count)]
    return start if count else END


def _padded(content: bytes, size: int, filler: bytes = b"\0") -> bytes:
    return content + filler * (-len(content) % size)


def _directory_entry(entries: list[Entry], place: int) -> bytes:
    entry = entries[place]
    name = entry.name.encode("utf-16-le")
    kind = 5 if place == 0 else 1 if entry.content is None else 2
    siblings = next((each.children for each in entries if place in each.children), [place])
    right = siblings[siblings.index(place) + 1] if siblings[-1] != place else NONE
    child = entry.children[0] if entry.children else NONE
    told = struct.pack("<HBB3I", len(name) + 2, kind, 1, NONE, right, child)
    return name.ljust(64, b"\0") + told + b"\0" * 36 + struct.pack("<IQ", entry.start if kind != 1 else 0, entry.size)


def message(text: str = "", files: Mapping[str, bytes] | None = None, inner: tuple[Tree, ...] = (), **streams: bytes) -> Tree:
    """Return a message as Outlook saves it ([MS-OXMSG]): its text, its files and the messages inside it."""
    tree: dict[str, bytes | Tree] = {"__properties_version1.0": b"\0" * 32, **streams}
    if text:
        tree["__substg1.0_1000001F"] = text.encode("utf-16-le")
    attached: list[Tree] = [
        {"__substg1.0_37010102": content, "__substg1.0_3707001F": name.encode("utf-16-le")}
        for name, content in (files or {}).items()
    ]
    attached += [{"__substg1.0_3701000D": each} for each in inner]
    return tree | {f"__attach_version1.0_#{place:08X}": each for place, each in enumerate(attached)}
