"""From a file and an environment to settings, or to one message that names everything that is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from models.errors import UsageError
from service.settings.explain import explain
from service.settings.sections import Settings
from service.settings.shape import all_fields, field_at, is_path, is_secret, section_at

PREFIX = "AFSTEM__"
#: Names the settings file, where the command line does not.
FILE_VARIABLE = "AFSTEM_SETTINGS"
FILE_NAME = "afstem.toml"

Keys = tuple[str, ...]


def load_settings(file: Path | None, environ: Mapping[str, str], folder: Path) -> Settings:
    """Load settings for a process that stands in `folder`.

    The file is the one given, else the one named by AFSTEM_SETTINGS, else `afstem.toml` in the folder if there is one.
    Values in the environment win. Relative paths in the file start at the file, others at `folder`.
    """
    path = find_file(file, environ, folder)
    values: dict[Keys, Any] = {}
    origins: dict[Keys, str] = {}
    if path is not None:
        for keys, value in _flatten(_read_toml(path)):
            values[keys] = _anchored(keys, value, path.parent)
            origins[keys] = f"{path}: {'.'.join(keys)}"
        _refuse_secrets(values, path)
    for name, value in sorted(environ.items()):
        if name.upper().startswith(PREFIX):
            keys = _keys_of(name, values)
            values[keys] = value
            origins[keys] = name
    _read_secret_files(values, origins, folder)
    return _anchor_rest(_validate(values, origins), folder)


def find_file(file: Path | None, environ: Mapping[str, str], folder: Path) -> Path | None:
    """Find the settings file; one that was named must be there."""
    named = file or (Path(environ[FILE_VARIABLE]) if environ.get(FILE_VARIABLE) else None)
    path = (folder / (named or FILE_NAME)).absolute()
    if path.is_dir():
        path /= FILE_NAME
    if path.is_file():
        return path
    if named is None:
        return None
    raise UsageError(f"The settings file {path} is not there. `afstem init {path.parent}` writes one.")


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: not TOML: {error}. Texts stand in quotes, tables begin with [name].") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from None


def _flatten(table: Mapping[str, Any], above: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Yield every value with its keys; an empty table counts when it is not one of ours, so that it is complained of."""
    for key, value in table.items():
        keys = (*above, key)
        if isinstance(value, dict) and (value or section_at(keys) is not None or keys == ("mailboxes",)):
            yield from _flatten(value, keys)
        else:
            yield keys, value


def _keys_of(name: str, values: Mapping[Keys, Any]) -> Keys:
    """Turn a variable's name into keys; a mailbox's name may have hyphens, a variable's cannot."""
    keys = tuple(name[len(PREFIX) :].lower().split("__"))
    if keys[0] == "mailboxes" and len(keys) > 1:
        names = {other[1].replace("-", "_"): other[1] for other in values if other[0] == "mailboxes" and len(other) > 1}
        keys = (keys[0], names.get(keys[1], keys[1]), *keys[2:])
    return keys


def _refuse_secrets(values: Mapping[Keys, Any], path: Path) -> None:
    """Keep secrets out of the settings file: it is copied, mailed and put under version control."""
    for keys in values:
        field = field_at(keys)
        if field is not None and is_secret(field):
            raise UsageError(
                f"{path}: {'.'.join(keys)}: a secret may not stand in the settings file. "
                f"Put it in the environment as {PREFIX}{'__'.join(keys).upper()}, or in a file that `{keys[-1]}_file` names."
            )
    url = values.get(("database", "url"))
    if isinstance(url, str) and ":" in url.partition("://")[2].rpartition("@")[0]:
        raise UsageError(
            f"{path}: database.url holds a password, and a secret may not stand in the settings file. "
            f"Leave it out of the URL and give it as {PREFIX}DATABASE__PASSWORD or in a file that `password_file` names."
        )


def _read_secret_files(values: dict[Keys, Any], origins: dict[Keys, str], folder: Path) -> None:
    """Replace each `…_file` of a secret by what the file holds."""
    for keys in [keys for keys in values if keys[-1].endswith("_file")]:
        target = (*keys[:-1], keys[-1].removesuffix("_file"))
        field = field_at(target)
        if field is None or not is_secret(field):
            continue
        if target in values:
            raise UsageError(f"{origins[keys]} and {origins[target]} are both given. Leave one of them out.")
        try:
            content = (folder / str(values[keys])).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{origins[keys]}: the file cannot be read: {error}") from None
        values[target], origins[target] = content, origins[keys]


def _anchored(keys: Keys, value: Any, folder: Path) -> Any:
    """Make a relative path start at the folder; a SQLite URL with three slashes is relative too."""
    field = field_at(keys)
    if not isinstance(value, str):
        return value
    if keys == ("database", "url"):
        head, mark, path = value.partition("sqlite:///")
        is_relative = mark and not head and path and not path.startswith(("/", ":memory:"))
        return f"sqlite:///{folder / path}" if is_relative else value
    return str(folder / value) if field is not None and is_path(field) else value


def _validate(values: Mapping[Keys, Any], origins: Mapping[Keys, str]) -> Settings:
    tree: dict[str, Any] = {}
    for keys, value in values.items():
        place = tree
        for key in keys[:-1]:
            inner = place.setdefault(key, {})
            if not isinstance(inner, dict):
                raise UsageError(f"{origins[keys]}: `{key}` is given both as a value and as a table.")
            place = inner
        place[keys[-1]] = value
    try:
        return Settings.model_validate(tree)
    except ValidationError as error:
        raise UsageError(explain(error, values, origins)) from None


def _anchor_rest(settings: Settings, folder: Path) -> Settings:
    """Make the paths that came from defaults and from the environment start at the folder."""
    changes: dict[str, Any] = {}
    for heading, key, field in all_fields():
        if not is_path(field) or heading.startswith("mailboxes"):
            continue
        section = changes.get(heading) or getattr(settings, heading)
        value = getattr(section, key)
        if value is not None:
            changes[heading] = section.model_copy(update={key: folder / value})
    changes["mailboxes"] = {
        name: box.model_copy(update={"path": folder / box.path}) if box.path else box
        for name, box in settings.mailboxes.items()
    }
    url = settings.database.url
    if url is not None:
        changes["database"] = (changes.get("database") or settings.database).model_copy(
            update={"url": _anchored(("database", "url"), url, folder)}
        )
    return settings.model_copy(update=changes)
