"""The layouts: how made-up suppliers lay out their bills, with four different PDF makers."""

from samples.generate.layouts.core import Layout, Style
from samples.generate.layouts.registry import LAYOUTS, NOTICES, WEB, layout

__all__ = ["LAYOUTS", "NOTICES", "WEB", "Layout", "Style", "layout"]
