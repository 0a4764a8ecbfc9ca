from __future__ import annotations

import io

from service.progress import progress, tracked


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_nothing_is_shown_where_nobody_looks():
    stream = io.StringIO()
    with progress("reading", 3, stream=stream) as report:
        report(1, None)

    assert stream.getvalue() == ""


def test_a_person_sees_how_far_it_is():
    stream = Terminal()
    assert list(tracked("abc", "reading", 3, stream=stream)) == ["a", "b", "c"]

    assert "reading" in stream.getvalue()
    assert "3/3" in stream.getvalue()
