"""The layouts of both countries. A drawing function has one share in both, so that the test share shows pages never tuned on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from samples.generate.layouts import (
    notices,
    web_bills,
    web_bills_unseen,
    web_notices,
    with_fpdf,
    with_fpdf_strips,
    with_reportlab,
    with_reportlab_blocks,
    with_reportlab_flow,
    with_typst,
    with_typst_people,
)
from samples.generate.layouts.core import Layout, Style
from samples.generate.layouts.styles import DENMARK, DENMARK_NOTICES, ENGLAND, ENGLAND_NOTICES
from samples.generate.layouts.web_styles import WEB_DENMARK, WEB_DENMARK_NOTICES, WEB_ENGLAND, WEB_ENGLAND_NOTICES
from samples.generate.values import Doc

#: The maker of pages that are HTML.
WEB = "plutoprint"
#: Drawing: maker and share.
SHARES: dict[Callable[[Doc, Style], bytes], tuple[str, str]] = {
    with_reportlab.ruled: ("reportlab", "train"),
    with_reportlab.banded: ("reportlab", "tune"),
    with_reportlab.lineprinter: ("reportlab", "train"),
    with_reportlab_blocks.persons: ("reportlab", "test"),
    with_reportlab_blocks.letter: ("reportlab", "train"),
    with_reportlab.wide: ("reportlab", "test"),
    with_fpdf.boxed: ("fpdf2", "train"),
    with_fpdf.plain: ("fpdf2", "tune"),
    with_fpdf.slip: ("fpdf2", "tune"),
    with_fpdf.leaders: ("fpdf2", "train"),
    with_fpdf.sidebar: ("fpdf2", "tune"),
    with_typst.hairline: ("typst", "train"),
    with_typst.cards: ("typst", "tune"),
    with_typst.grouped: ("typst", "train"),
    with_typst.amount_first: ("typst", "tune"),
    with_typst.summary_first: ("typst", "tune"),
    with_reportlab_flow.ledger: ("reportlab", "test"),
    with_fpdf_strips.strip: ("fpdf2", "test"),
    with_fpdf_strips.centred: ("fpdf2", "test"),
    with_typst_people.people: ("typst", "test"),
}
#: The same for pages that web programs and word processors print.
WEB_SHARES: dict[Callable[[Doc, Style], bytes], tuple[str, str]] = {
    web_bills.webtable: (WEB, "train"),
    web_bills.prose: (WEB, "train"),
    web_bills.keygrid: (WEB, "tune"),
    web_bills.weeks: (WEB, "tune"),
    web_bills_unseen.portal: (WEB, "test"),
    web_bills_unseen.merged: (WEB, "test"),
}

#: The same for reminders and account statements, with the kind that each draws.
NOTICE_SHARES: dict[Callable[[Doc, Style], bytes], tuple[str, str, str]] = {
    notices.dunning: ("fpdf2", "train", "reminder"),
    notices.notice: ("typst", "tune", "reminder"),
    notices.demand: ("reportlab", "test", "reminder"),
    notices.open_items: ("reportlab", "train", "statement-of-account"),
    notices.ageing: ("typst", "tune", "statement-of-account"),
    notices.account_card: ("fpdf2", "test", "statement-of-account"),
}
#: Web drawings of notices are for every kind of them.
WEB_NOTICE_SHARES: dict[Callable[[Doc, Style], bytes], str] = {
    web_notices.webletter: "train",
    web_notices.webpanel: "tune",
    web_notices.webcard: "test",
}


def _layouts(
    shares: Mapping[Callable[[Doc, Style], bytes], tuple[str, str]], *styles: Mapping[str, Style]
) -> tuple[Layout, ...]:
    return tuple(
        Layout(f"{country}-{draw.__name__}", country, maker, share, draw, mine[draw.__name__])
        for draw, (maker, share) in shares.items()
        for country, mine in zip(("dk", "gb"), styles, strict=True)
    )


def _notices() -> tuple[tuple[Layout, str], ...]:
    found = []
    for draw, (maker, share, kind) in NOTICE_SHARES.items():
        for country, styles in (("dk", DENMARK_NOTICES), ("gb", ENGLAND_NOTICES)):
            name = draw.__name__.replace("_", "")
            found.append((Layout(f"{country}-{name}", country, maker, share, draw, styles[draw.__name__]), kind))
    return tuple(found)


def _web_notices() -> tuple[tuple[Layout, str], ...]:
    return tuple(
        (Layout(f"{country}-{draw.__name__}{kind.replace('-', '')}", country, WEB, share, draw, style), kind)
        for draw, share in WEB_NOTICE_SHARES.items()
        for country, styles in (("dk", WEB_DENMARK_NOTICES), ("gb", WEB_ENGLAND_NOTICES))
        for kind, style in styles.items()
    )


LAYOUTS = (*_layouts(SHARES, DENMARK, ENGLAND), *_layouts(WEB_SHARES, WEB_DENMARK, WEB_ENGLAND))
#: Layouts of what is no bill, each with the kind of document that it is for.
NOTICES = (*_notices(), *_web_notices())


def layout(name: str) -> Layout:
    """Return a layout by name (`dk-ruled`)."""
    return next(entry for entry in LAYOUTS if entry.name == name)
