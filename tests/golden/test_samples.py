"""Both sample councils through the whole pipeline, the sandbox included: every mail must become what its truth says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from samples.compare import Answers, Row, differences
from tests.golden.council import COUNCILS, Run, file_road, posting_key, run_files
from tests.service.world import SAMPLES, end_state

pytestmark = pytest.mark.slow


def mails() -> Iterator[object]:
    for country in COUNCILS:
        for path in sorted((SAMPLES / country / "truth").glob("*.json")):
            yield pytest.param(country, path.stem, marks=pytest.mark.xdist_group(country), id=f"{country}/{path.stem}")


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
