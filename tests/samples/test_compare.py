"""The comparison that judges a run against the samples' truth sees what is wrong and accepts what is honest."""

from pathlib import Path

import pytest

from samples.compare import Answers, differences, load_truths

SAMPLES = Path(__file__).parents[2] / "samples"


def perfect(truths: list[dict]) -> Answers:
    """The answers of a run that gives exactly the truth."""
    named = [(truth, {"message_id": truth["message_id"]}) for truth in truths if not truth["same_as"]]
    return Answers(
        messages=[{**row, "subject_class": truth["subject_class"]} for truth, row in named],
        decisions=[{**row, **decision} for truth, row in named for decision in truth["decisions"]],
        postings=[posting for truth in truths for posting in truth["postings"]],
        letters=[letter for truth in truths for letter in truth["letters"]],
        replies=[{**row, **reply} for truth, row in named for reply in truth["replies"]],
        statements=[statement for truth in truths for statement in truth["statements"]],
    )


@pytest.fixture(params=["denmark", "england"])
def truths(request):
    return load_truths(SAMPLES / request.param)


def test_the_truth_itself_has_no_difference(truths):
    assert differences(truths, perfect(truths)) == []


def test_a_run_that_gives_nothing_is_told_what_is_missing(truths):
    said = differences(truths, Answers([], [], []))
    assert len(said) > len(truths)
    assert any("missing posting" in line for line in said)


@pytest.mark.parametrize(
    ("field", "change", "sentence"),
    [
        ("decisions", {"verdict": "post", "code": "auto-posted"}, "post auto-posted, wanted"),
        ("decisions", {"grant_id": "another"}, "grant_id is another"),
        ("messages", {"subject_class": "bounce"}, "given ['bounce']"),
        ("letters", {"to": "somebody@else.example"}, "goes to somebody@else.example"),
        ("postings", {"amount": "1.00"}, "WRONG posting"),
    ],
    ids=["posted although faulty", "wrong grant", "wrong class", "letter to somebody else", "wrong amount"],
)
def test_a_wrong_answer_is_named(truths, field, change, sentence):
    answers = perfect(truths)
    wrong = Answers(**{**vars_of(answers), field: [{**row, **change} for row in getattr(answers, field)]})
    assert any(sentence in line for line in differences(truths, wrong))


def test_a_posting_made_twice_is_named(truths):
    answers = perfect(truths)
    twice = Answers(**{**vars_of(answers), "postings": [*answers.postings, answers.postings[0]]})
    assert differences(truths, twice) == ["a posting was made twice"]


def test_an_answer_that_moves_a_case_wrongly_is_named():
    truths = load_truths(SAMPLES / "england")
    answers = perfect(truths)
    replies = [{**row, "items": [{**item, "advances": True} for item in row["items"]]} for row in answers.replies]
    said = differences(truths, Answers(**{**vars_of(answers), "replies": replies}))
    assert any("DP-00902: advances is True" in line for line in said)


def vars_of(answers: Answers) -> dict:
    return {name: getattr(answers, name) for name in answers.__dataclass_fields__}
