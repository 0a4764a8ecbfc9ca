"""The settings as text: the file that `afstem init` writes, the reference in docs/settings.md, what is in force."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from models.policy import DEFAULTS, Policy
from service.settings.load import PREFIX
from service.settings.mail import MailboxSettings
from service.settings.sections import Settings
from service.settings.shape import ANY, all_fields, allowed, is_secret

HIDDEN = "(hidden)"

_FILE_HEAD = """\
# Settings of afstem. Every setting stands here with its default; take the # away to change it.
# The environment wins over this file: [web] port is {prefix}WEB__PORT.
# Secrets never stand here: put them in the environment, or in a file of their own (the settings that end in _file).
# `afstem config check` says what is wrong, `afstem config show` what is in force, `afstem doctor` what does not work.
"""

_DOC_HEAD = """\
# Settings

<!-- Made from service/settings by `make docs`; a test fails when it is out of date. -->

Settings come from one TOML file and from the environment; the environment wins. `afstem init` writes a file with every
setting and its default. The file is the one given with `--settings`, else the one that `AFSTEM_SETTINGS` names, else
`afstem.toml` in the folder where afstem is started; none at all is fine.

- In the environment a setting is called `{prefix}SECTION__KEY`: `{prefix}POLICY__MODE=live`. A mailbox's name stands between:
  `{prefix}MAILBOXES__INVOICES__PASSWORD`. Lists are JSON or have commas between: `T1,T2`.
- Secrets are refused in the file. Give them in the environment, or name a file that holds nothing else with the setting
  that ends in `_file`.
- Relative paths in the file start at the file's folder; in the environment they start where afstem is started.
- An unknown key, or a value that is not allowed, stops every command with status 2 and a line that says what is allowed.
"""


#: What a new file says; the mailbox is an example and stays behind a #.
_GIVEN = {
    ("store", "path"): "store",
    ("secrets", "key_file"): "afstem.key",
    (f"mailboxes.{ANY}", "kind"): "imap",
    (f"mailboxes.{ANY}", "host"): "mail.council.example",
    (f"mailboxes.{ANY}", "user"): "invoices@council.example",
}


def render_file(country: str) -> str:
    """Return a settings file for a new council: everything at its default, but for what must be said."""
    policy = Policy.for_country(country)
    given = {("policy", "country"): country, **_GIVEN}
    parts = [_FILE_HEAD.format(prefix=PREFIX)]
    for heading, fields in groupby(all_fields(), key=lambda item: item[0]):
        parts.append(f"\n{_comment(_docstring(heading))}\n{_heading(heading)}\n")
        for _, key, field in fields:
            if not is_secret(field):
                standard = getattr(policy, key) if heading == "policy" else default(field)
                parts.append(_entry(heading, key, field, standard, given.get((heading, key))))
    return "".join(parts)


def _heading(heading: str) -> str:
    return "# [mailboxes.invoices]" if heading.endswith(ANY) else f"[{heading}]"


def _comment(text: str) -> str:
    return f"# {text}"


def _entry(heading: str, key: str, field: FieldInfo, standard: Any, given: str | None) -> str:
    value = given if given is not None else standard
    mark = "" if given is not None and not heading.endswith(ANY) else "# "
    return f"# {_sentence(field)} Allowed: {allowed(field)}.\n{mark}{key} = {_toml(value)}\n".replace(" = \n", " =\n")


def _sentence(field: FieldInfo) -> str:
    return (field.description or "").replace("`", "")


def default(field: FieldInfo) -> Any:
    """Return the default, or None where there is none."""
    if field.default_factory is not None:
        return field.get_default(call_default_factory=True, validated_data={})
    return None if field.default is PydanticUndefined else field.default


def _toml(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, dict):
        pairs = (
            f"{json.dumps(name, ensure_ascii=False)} = {json.dumps(inner, ensure_ascii=False)}" for name, inner in value.items()
        )
        return "{ " + ", ".join(pairs) + " }" if value else "{}"
    if isinstance(value, tuple) and value and isinstance(value[0], int):
        value = tuple(f"T{tier}" for tier in value)
    return json.dumps(list(value) if isinstance(value, tuple) else str(value), ensure_ascii=False)


def render_reference() -> str:
    """Return docs/settings.md."""
    parts = [_DOC_HEAD.format(prefix=PREFIX)]
    for heading, fields in groupby(all_fields(), key=lambda item: item[0]):
        parts.append(
            f"\n## `[{heading}]`\n\n{_docstring(heading)}\n\n| Setting | Default | Allowed | What it does |\n|---|---|---|---|\n"
        )
        parts += [_row(heading, key, field) for _, key, field in fields]
    return "".join(parts)


def _row(heading: str, key: str, field: FieldInfo) -> str:
    shown = _policy_default(key) if heading == "policy" and key != "country" else _code(_toml(default(field)))
    where = "Not in the file. " if is_secret(field) else ""
    return f"| `{key}` | {shown} | {allowed(field)} | {where}{field.description} |\n"


def _policy_default(key: str) -> str:
    """Say what holds where nothing is set: once, or for each country when they differ."""
    shown = {code: _code(_toml(getattr(Policy.for_country(code), key))) or "none" for code in sorted(DEFAULTS)}
    return shown["dk"] if len(set(shown.values())) == 1 else ", ".join(f"{code} {value}" for code, value in shown.items())


def _code(text: str) -> str:
    return f"`{text.replace('|', chr(92) + '|')}`" if text else ""


def _docstring(heading: str) -> str:
    name = heading.partition(".")[0]
    section = MailboxSettings if name == "mailboxes" else Settings.model_fields[name].annotation
    return " ".join((getattr(section, "__doc__", "") or "").split())


def redacted(value: Any) -> Any:
    """Return settings as plain data that can be shown: secrets are said to be there, never what they are."""
    if isinstance(value, SecretStr):
        return HIDDEN
    if isinstance(value, BaseModel):
        return {name: redacted(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, dict):
        return {name: redacted(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [redacted(inner) for inner in value]
    return str(value) if isinstance(value, Path | Decimal) else value
