"""The layouts: how made-up suppliers lay out their bills, with three different PDF makers."""

from samples.generate.layouts.core import Layout, Style
from samples.generate.layouts.registry import LAYOUTS, NOTICES, layout

__all__ = ["LAYOUTS", "NOTICES", "Layout", "Style", "layout"]
