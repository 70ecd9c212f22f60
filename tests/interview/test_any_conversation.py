"""Whatever somebody types, in whatever order: the interview ends, and nothing that was answered is lost."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from interview.talks import RULES, talk
from mlgate.assessment import assess

TYPED = [
    "",
    "",
    "<",
    "<",
    "+",
    "named",
    "vague",
    "none",
    "learn",
    "count",
    "5k..9k",
    "n/a",
    "0",
    "1",
    "2?",
    "3",
    "4",
    "y",
]
LATER = ["proof", "laws", "fast", "wait", "rights", "labels"]
CONVERSATIONS = st.lists(st.sampled_from(TYPED), max_size=80)


@given(CONVERSATIONS)
def test_it_ends_with_the_first_part_answered(replies: list[str]) -> None:
    result = talk(*replies, later=LATER)
    hidden = assess(RULES, result.sheet.answers).hidden
    assert {"action", "task", "labels", "cost", "banned", "rights"} <= set(result.sheet.answers) | hidden
    assert result.verdicts[-1] == result.sheet


@given(CONVERSATIONS)
def test_no_saved_answer_disappears(replies: list[str]) -> None:
    saved = [set(sheet.answers) for sheet in talk(*replies, later=LATER).saved]
    assert all(before <= after for before, after in pairwise(saved))


@given(CONVERSATIONS)
def test_stopping_and_taking_up_again_asks_nothing_twice(replies: list[str]) -> None:
    stopped = talk(*(reply for reply in replies if reply != "<"), stop=True).sheet
    again = talk(sheet=stopped)
    asked = {screen.question for screen in again.screens}
    answered = {RULES.questions[key].ask for key in stopped.answers}
    assert not asked & answered


@given(CONVERSATIONS)
def test_the_counter_never_grows_on_the_way_forward(replies: list[str]) -> None:
    forward = [reply for reply in replies if reply not in ("<", "1", "2?", "3", "4", "5")]
    counters = [counter.split() for counter in talk(*forward).counters]
    most = [int(words[-1]) for words in counters]
    assert most == sorted(most, reverse=True)
    assert all(int(words[0]) <= int(words[-1]) for words in counters)
