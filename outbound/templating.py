"""The templates' world: they may show, choose and repeat what the letter gives them, and nothing else.

A council may keep its own wording in a folder of the same shape; that makes templates data from outside. So beside the
sandbox, which keeps Python away from them, an allow-list of what a template may be made of keeps them from running wild.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

HERE = Path(__file__).parent / "templates"
_DEEPEST_LOOP = 2
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.If,
    nodes.CondExpr,
    nodes.For,
    nodes.Block,
    nodes.Extends,
)
#: The one template that others are built on; it is built on none.
BASE = "base.html"
_FILTERS = ("e", "escape", "trim", "join", "length", "upper", "lower", "capitalize", "first", "last")


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Jinja without calls, arithmetic, assignment or anything global."""

    #: Repeating a text is how a short template fills the memory; the sandbox does not count it as unsafe by itself.
    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, loader: BaseLoader) -> None:
        super().__init__(
            loader=loader,
            autoescape=lambda name: name is None or name.endswith(".html"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS}

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> NoReturn:  # noqa: ARG002  Jinja's signature
        """Refuse every intercepted operator."""
        raise SecurityError(f"a template cannot use {operator}")

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ARG002  Jinja's signature
        """Refuse every call."""
        return False

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _check(tree, name, depth=0)
        return tree


def letter_environment(wording: Path | None = None) -> LetterEnvironment:
    """Return the environment of the letters; templates in `wording` go before our own."""
    folders = [wording, HERE] if wording is not None else [HERE]
    return LetterEnvironment(ChoiceLoader([FileSystemLoader(folder) for folder in folders]))


def _check(node: nodes.Node, name: str | None, depth: int) -> None:
    line = getattr(node, "lineno", 1)
    if not isinstance(node, _ALLOWED):
        what = f"a letter's template cannot use {type(node).__name__}: it may show, choose and repeat what it is given"
        raise TemplateSyntaxError(what, line, name)
    if isinstance(node, nodes.Extends) and (name == BASE or node.template != nodes.Const(BASE)):
        raise TemplateSyntaxError(f"a letter's template can be built on {BASE} only", line, name)
    if isinstance(node, nodes.For):
        depth += 1
        if node.recursive or depth > _DEEPEST_LOOP:
            raise TemplateSyntaxError("a letter's template cannot nest loops deeper than two", line, name)
    for child in node.iter_child_nodes():
        _check(child, name, depth)
