"""Compares what a run gave with the truth of the samples, by the rules of the README. Answers are those of the reporting commands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
POSTED = ("supplier_id", "invoice_number", "line", "grant_id", "amount", "account", "cost_element")


@dataclass(frozen=True)
class Answers:
    """What the reporting commands print as JSON, one row an object."""

    messages: Sequence[Row]
    decisions: Sequence[Row]
    postings: Sequence[Row]
    letters: Sequence[Row] = ()
    replies: Sequence[Row] = ()
    statements: Sequence[Row] = ()


def load_truths(council: Path) -> list[dict[str, Any]]:
    """Return the truths of a council in the order in which its mails came."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((council / "truth").glob("*.json"))]


def differences(truths: Sequence[Row], answers: Answers) -> list[str]:
    """Say every way in which the answers are not the truth; an empty list is a perfect run."""
    found = [f"{truth['mail']}: {said}" for truth in truths for said in _mail(truth, answers)]
    return [*found, *_postings(truths, answers)]


def _bare(message_id: str | None) -> str:
    return (message_id or "").strip("<>")


def _mail(truth: Row, answers: Answers) -> Iterator[str]:
    if truth["same_as"]:
        return
    mine = _bare(truth["message_id"])
    classes = [row["subject_class"] for row in answers.messages if _bare(row["message_id"]) == mine]
    if not set(classes) & {truth["subject_class"], *truth.get("accept_class", ())}:
        yield f"is {truth['subject_class']}, given {classes}"
    given = [row for row in answers.decisions if _bare(row["message_id"]) == mine]
    for decision in truth["decisions"]:
        yield from _decision(decision, given)
    for letter in truth["letters"]:
        yield from _letter(letter, answers.letters)
    for reply in truth["replies"]:
        yield from _reply(reply, [row for row in answers.replies if _bare(row["message_id"]) == mine])
    for statement in truth["statements"]:
        yield from _statement(statement, answers.statements)


def _decision(wanted: Row, given: Sequence[Row]) -> Iterator[str]:
    """A line's decision; `line: null` is the whole document, whatever lines were seen in it."""
    whole = wanted["line"] is None
    rows = [row for row in given if whole or (row["invoice_number"], row["line"]) == (wanted["invoice_number"], wanted["line"])]
    name = f"invoice {wanted['invoice_number']} line {wanted['line']}"
    if not rows:
        yield f"{name}: no decision, wanted {wanted['verdict']} {wanted['code']}"
    for row in rows:
        if row["verdict"] not in (wanted["verdict"], *wanted["accept"]):
            yield f"{name}: {row['verdict']} {row['code']}, wanted {wanted['verdict']} {wanted['code']}"
        elif row["verdict"] == wanted["verdict"]:
            keys = ("code", "grant_id", "period_start", "period_end", "rule", "tier", "expected")
            wrong = [key for key in keys if wanted.get(key) is not None and row[key] != wanted[key]]
            yield from (f"{name}: {key} is {row[key]}, wanted {wanted[key]}" for key in wrong)


def _letter(wanted: Row, given: Sequence[Row]) -> Iterator[str]:
    number = wanted["about"]["invoice_number"]
    rows = [row for row in given if row["letter"] == wanted["letter"] and row["about"].get("invoice_number") == number]
    if not rows and wanted["certain"]:
        yield f"no letter {wanted['letter']} about {number}"
    for row in rows:
        if (row["to"], row["language"]) != (wanted["to"], wanted["language"]):
            yield f"the letter about {number} goes to {row['to']} in {row['language']}"
        if wanted["certain"] and not set(wanted["codes"]) <= set(row["codes"]):
            yield f"the letter about {number} names {row['codes']}, wanted {wanted['codes']}"


def _reply(wanted: Row, given: Sequence[Row]) -> Iterator[str]:
    items = {item["account_id"]: item for row in given for item in row["items"]}
    for want in wanted["items"]:
        item = items.get(want["account_id"])
        if item is None:
            yield f"no answer about {want['account_id']}"
            continue
        if item["intent"] not in (want["intent"], *want.get("also", ())):
            yield f"{want['account_id']}: {item['intent']}, wanted {want['intent']}"
        if want["advances"] is not None and bool(item["advances"]) is not want["advances"]:
            yield f"{want['account_id']}: advances is {item['advances']}"
        if want["advances"] and want["amount"] not in (None, item["amount"]):
            yield f"{want['account_id']}: {item['amount']}, wanted {want['amount']}"


def _statement(wanted: Row, given: Sequence[Row]) -> Iterator[str]:
    rows = [row for row in given if all(row[key] == wanted[key] for key in ("account_id", "period_start", "period_end"))]
    if not rows:
        yield f"no statement of {wanted['account_id']}"
        return
    other = wanted.get("if_commitments_are_not_accepted", {})
    for key in (
        "opening",
        "income",
        "spending",
        "closing",
        "difference",
        "allowable",
        "committed",
        "surplus",
        "council_surplus",
    ):
        if rows[0][key] not in (wanted[key], other.get(key, wanted[key])):
            yield f"statement of {wanted['account_id']}: {key} is {rows[0][key]}, wanted {wanted[key]}"


def _postings(truths: Sequence[Row], answers: Answers) -> Iterator[str]:
    """Every posting that must be made is made once; nothing is posted that may not be."""
    must = {_key(row) for truth in truths for row in truth["postings"]}
    may = must | {_key(row) for truth in truths for row in truth["may_post"]}
    given = [_key(row) for row in answers.postings]
    yield from (f"WRONG posting {key}" for key in sorted(map(str, set(given) - may)))
    yield from (f"missing posting {key}" for key in sorted(map(str, must - set(given))))
    if len(given) != len(set(given)):
        yield "a posting was made twice"


def _key(row: Row) -> tuple[object, ...]:
    return tuple(row[key] for key in POSTED)
