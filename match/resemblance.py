"""What may be the same although it was read differently: texts one misreading apart, and pictures of one sheet of paper."""

from __future__ import annotations

#: So many of the 64 bits of two page fingerprints may differ between two scans of one sheet (`extract.prints`): up to 8 did
#: between scans, faxes and copies of the same made-up pages; different pages differ in 27 on average. Photographs and
#: stamped copies are often further apart and then raise no question.
SAME_SHEET = 8


def bits_apart(one: str, other: str) -> int:
    """Return in how many of their 64 bits two fingerprints differ.

    >>> bits_apart("00000000000000ff", "000000000000000f"), bits_apart("ffffffffffffffff", "0000000000000000")
    (4, 64)
    """
    return (int(one, 16) ^ int(other, 16)).bit_count()


def one_apart(first: str, second: str) -> bool:
    """Whether two texts differ in one character, or in two neighbours that changed places.

    >>> one_apart("150331", "150381"), one_apart("1234", "1324"), one_apart("1234", "1342"), one_apart("12", "12")
    (True, True, False, False)
    """
    if len(first) != len(second) or first == second:
        return False
    places = [place for place, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(places) == 1:
        return True
    return (
        len(places) == 2
        and places[1] == places[0] + 1
        and first[places[0]] + first[places[1]] == second[places[1]] + second[places[0]]
    )
