"""Both sample councils through the whole pipeline, the sandbox included: everything must be as the truth says.

What is not yet right stands in `NOT_YET`, mail by mail, with the reason. A mail there that has become right fails its test
until it is struck off, so the list only shrinks. A wrong posting is never on any list.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from samples.compare import Answers, Row, differences, load_truths
from tests.golden.council import COUNCILS, Run, file_road, posting_key, run_files
from tests.service.world import SAMPLES, end_state

#: "council/mail" → what is not read yet.
NOT_YET: dict[str, str] = {}

pytestmark = pytest.mark.slow


def mails() -> Iterator[object]:
    for country in COUNCILS:
        for path in sorted((SAMPLES / country / "truth").glob("*.json")):
            name = f"{country}/{path.stem}"
            reason = NOT_YET.get(name)
            marks = [pytest.mark.xdist_group(country), *([pytest.mark.xfail(reason=reason, strict=True)] if reason else [])]
            yield pytest.param(country, path.stem, marks=marks, id=name)


@pytest.fixture(params=[pytest.param(country, marks=pytest.mark.xdist_group(country)) for country in COUNCILS])
def run(request: pytest.FixtureRequest) -> Run:
    return file_road(request.param)


def test_nothing_wrong_is_posted_and_nothing_twice(run: Run) -> None:
    said = differences(run.truths, run.answers)

    assert [line for line in said if line.startswith("WRONG posting") or "twice" in line] == []
    assert len(run.answers.postings) > 10


def test_every_message_ends_somewhere(run: Run) -> None:
    account = run.account

    assert account.closes
    assert account.arrived == len(run.truths) == sum(account.ended.values())
    assert (account.waiting, account.gaps, account.ended["failed"]) == (0, 0, 0)
    assert run.end["audit is whole"]


@pytest.mark.parametrize(("country", "name"), list(mails()))
def test_a_mail_becomes_what_the_truth_says(country: str, name: str) -> None:
    run = file_road(country)
    truth = next(truth for truth in run.truths if truth["mail"].endswith(f"/{name}.eml"))

    assert differences([truth], only_postings_of(truth, run.answers)) == []


def test_the_list_of_what_is_not_right_yet_names_mails_that_exist() -> None:
    names = {f"{country}/{truth['mail'][6:-4]}" for country in COUNCILS for truth in load_truths(SAMPLES / country)}

    assert set(NOT_YET) <= names


def test_the_same_again_changes_nothing(run: Run) -> None:
    before = end_state(run.settings)
    exports = sorted(path.name for path in run.settings.export_folder.iterdir())

    run_files(run.settings, run.country)

    assert end_state(run.settings) == before
    assert sorted(path.name for path in run.settings.export_folder.iterdir()) == exports


def only_postings_of(truth: Row, answers: Answers) -> Answers:
    """Leave the postings of other mails out; what nobody may post is looked for over all of them together."""
    own = {posting_key(row) for row in (*truth["postings"], *truth["may_post"])}
    return Answers(**{**vars(answers), "postings": [row for row in answers.postings if posting_key(row) in own]})
