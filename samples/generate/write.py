"""Writes a council's folder: master data, policy, mails, truth."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from samples.generate import truth
from samples.generate.council import COLUMNS, write_table
from samples.generate.office import Case, Office


def files(office: Office, policy: str) -> dict[str, bytes]:
    """Every file of a council's folder by its path in it."""
    found = {"policy.toml": policy.encode()}
    tables = office.council.all_tables()
    found |= {f"master/{name}.csv": write_table(name, tables[name]) for name in COLUMNS if name in tables}
    for number, case in enumerate(office.cases, 1):
        stem = f"{number:02}-{case.slug}"
        found[f"mails/{stem}.eml"] = case.content
        text = json.dumps(truth_of(office, case, f"mails/{stem}.eml"), ensure_ascii=False, indent=1)
        found[f"truth/{stem}.json"] = f"{text}\n".encode()
    found["README.md"] = index(office).encode()
    return found


def index(office: Office) -> str:
    """A table of the mails: what each is for and what is hard about it."""
    council = office.council
    head = f"# {council.name}\n\nMade up, by `python -m samples.generate`. `truth/` holds what should come of each mail.\n\n"
    lines = ["| Mail | Came to | Is | What is hard |", "|---|---|---|---|"]
    for number, case in enumerate(office.cases, 1):
        kinds = (
            ", ".join(dict.fromkeys(f"{k.truth['kind']} ({k.truth['reader']})" for k in case.documents)) or case.subject_class
        )
        lines.append(f"| `{number:02}-{case.slug}.eml` | {case.mailbox} | {kinds} | {case.why} |")
    return head + "\n".join(lines) + "\n"


def truth_of(office: Office, case: Case, path: str) -> dict[str, object]:
    """What should come of one mail."""
    council = office.council
    outcomes = [(known, truth.decisions(council, known)) for known in case.documents]
    decided = [decision for _, outcome in outcomes for decision in outcome]
    return {
        "mail": path, "why": case.why, "message_id": case.message_id, "mailbox": case.mailbox, "subject_class": case.subject_class,
        "same_as": case.same_as, "documents": [truth.document(known) for known in case.documents], "decisions": decided,
        "postings": truth.postings(council, decided, certain=True), "may_post": truth.postings(council, decided, certain=False),
        "letters": [letter for known, outcome in outcomes for letter in truth.letters(council, known, outcome)],
        "replies": list(case.replies), "statements": list(case.statements), **case.extra,
    }  # fmt: skip


def write_samples(into: Path) -> list[str]:
    """Rewrite both councils and say what was written."""
    from samples.generate import denmark, denmark_data, england, england_data

    said = []
    councils = (("denmark", denmark.build(), denmark_data.POLICY), ("england", england.build(), england_data.POLICY))
    for name, office, policy in councils:
        folder = into / name
        shutil.rmtree(folder, ignore_errors=True)
        made = files(office, policy)
        for path, content in made.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        said.append(f"{name}: {len(office.cases)} mails, {len(made)} files, {sum(map(len, made.values())) / 1e6:.2f} MB")
    return said
