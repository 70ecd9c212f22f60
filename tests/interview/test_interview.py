"""The interview as a fold over answers: what is asked, in which order, and what is left in the end."""

from fractions import Fraction
from pathlib import Path

import pytest

import rulesets
from interview.talks import RULES, Talk, talk
from mlgate.assessment import assess
from mlgate.interview.screens import Headline, Pick, Remark, Reopened, Review, Write
from mlgate.interview.telling import enter_at_stoppers
from mlgate.loading.rulesets import read_ruleset
from mlgate.model import Answer, Interval, Sheet
from mlgate.values import replace

DEFAULT = Path(__file__).parents[2] / "rules" / "default" / "ruleset.yaml"


# project, owner, action, why not, task, why not, labels, why not, cost, why not, stoppers, review
NAMED = ("Churn", "Retention", "named", "They call")
ALL = (*NAMED, "learn", "6k to 9k", "80k", "0", "")


def between(low: int, high: int) -> Interval:
    return Interval(Fraction(low), Fraction(high))


def test_enter_throughout_is_the_blank_sheet() -> None:
    blank = talk(later=["proof", "laws", "fast", "wait"])
    assert set(blank.sheet.answers) == {"action", "task", "labels", "cost", "banned", "rights"}
    assert all(answer == Answer(answer.question, unknown=True) for answer in blank.sheet.answers.values())
    assert assess(RULES, blank.sheet.answers).verdict == assess(RULES, {}).verdict


def test_enter_throughout_is_the_blank_sheet_of_the_default_rules() -> None:
    rules = read_ruleset(DEFAULT.read_text(encoding="utf-8"), str(DEFAULT), rulesets.no_other)
    every = [question.id for question in rules.questions.values() if question.type != "text"]
    blank = talk(*[""] * 10, rules=rules)
    further = talk(*[""] * 31, "y", rules=rules, later=every)
    for sheet in (blank.sheet, further.sheet):
        assert all(answer.unknown and not answer.note for answer in sheet.answers.values())
        assert assess(rules, sheet.answers).verdict == assess(rules, {}).verdict


def test_a_whole_interview() -> None:
    result = talk(*ALL)
    assert result.sheet.project == "Churn"
    assert result.sheet.owner == "Retention"
    assert result.sheet.answers == rulesets.answers(
        RULES, {"task": "learn", "labels": "6k..9k", "cost": "80k", "banned": "fine", "rights": ["allowed", "limited"]}
    ) | {
        "action": Answer("action", choices=("named",), note="They call"),
        "action_what": Answer("action_what", text="They call"),
    }
    assert result.done == [
        "Project: Churn",
        "Owner: Retention",
        'Decision: a named person ("They call")',
        "Kind of work: learn something",
        "Known outcomes: 6,000 to 9,000",
        "Cost: 80,000 EUR",
        "Stoppers: none",
    ]


def test_answers_are_saved_after_each_one() -> None:
    saved = talk(*ALL).saved
    assert [len(sheet.answers) for sheet in saved] == [0, 0, 1, 2, 3, 4, 5, 7]


def test_the_sheet_keeps_what_the_interview_does_not_ask() -> None:
    start = Sheet({}, rules="team", rules_version="2", rules_digest="sha256:1", file="x.yaml")
    result = talk(*ALL, sheet=start).sheet
    assert replace(result, answers={}, project="", owner="") == start


def test_the_introduction_counts_questions_and_minutes() -> None:
    headline = talk().messages[0]
    assert isinstance(headline, Headline)
    assert headline.text == "Should it?"
    assert headline.paragraphs[0].startswith("5 short questions, about 1 minute, then a verdict. After that, only")


def test_an_interview_that_ends_with_its_questions_promises_no_more() -> None:
    rules = rulesets.ruleset(
        "ask: [q]\nstop_after_ask: true\nquestions: [{id: q, type: yes_no, ask: 'Q?', assume: no}]\n"
        "rules: [{id: R, when: q == yes, at_most: low, say: a, why: b}]\n"
        "verdicts: [{id: low, title: L}, {id: high, title: H}]"
    )
    result = talk("", "", "yes", "", rules=rules, later=["q"])
    assert isinstance(result.messages[0], Headline)
    assert result.messages[0].paragraphs[0] == "1 short question, about 1 minute, then a verdict."
    assert len(result.verdicts) == 1
    assert not any("could change this" in question for question in result.questions)


# --- Which questions are asked ----------------------------------------------------------------------------------------


def test_questions_that_do_not_apply_are_skipped_and_said_so() -> None:
    result = talk("", "", "none", "", "count", "", "", "0", "")
    assert "How many?" not in result.questions
    cost = next(screen for screen in result.screens if screen.question == "What does it cost?")
    assert cost.counter == "3 of at most 4"
    assert cost.remark == "(1 question fewer: known outcomes does not apply here.)"
    stoppers = next(screen for screen in result.screens if screen.title == "Stoppers")
    assert stoppers.remark == ""


@pytest.mark.parametrize(
    ("action", "follows"),
    [
        pytest.param("named", True, id="behind an answer"),
        pytest.param("none", True, id="behind any answer"),
        pytest.param("", False, id="not behind I don't know"),
    ],
)
def test_details_are_typed_right_behind_their_question(action: str, follows: bool) -> None:
    questions = talk("", "", action).questions
    place = questions.index("Who acts?")
    assert (questions[place + 1] == "In one line who does what?") is follows


def test_the_counter_only_falls() -> None:
    most = [int(counter.split()[-1]) for counter in talk("", "", "none", "", "count").counters]
    assert most == sorted(most, reverse=True)
    numbers = [counter.split()[0] for counter in talk(*ALL).counters]
    assert numbers == ["1", "2", "3", "4", "5"]


def test_a_question_says_its_group_or_title_and_what_enter_means() -> None:
    screens = {screen.question: screen for screen in talk("", "", "none").screens}
    assert screens["Who acts?"].title == "The plan"
    assert screens["What kind?"].title == "Kind of work"
    assert screens["How many?"].why == "A range is fine: 5k..20k. Enter alone: I don't know yet."
    assert screens["What does it cost?"].why == (
        "In EUR. A range is fine: 50k..200k. n/a: does not apply. Enter alone: I don't know yet."
    )


def test_help_says_how_to_find_out_and_what_an_open_answer_counts_as() -> None:
    action = next(screen for screen in talk().screens if screen.question == "Who acts?")
    assert "To find out: ask them (1 day)." in action.more
    assert 'I don\'t know: counted as "nobody yet" until you know.' in action.more


def test_a_question_mark_alone_is_never_an_answer() -> None:
    result = talk("?", "Churn", "?", "Ann", "named", "?", "They call", "learn", "5k", "+", "?", "From the wiki", "n/a")
    skips = "Type a line; Enter alone skips it."
    assert result.ask.refused == [skips] * 4
    assert (result.sheet.project, result.sheet.owner) == ("Churn", "Ann")
    assert result.sheet.answers["action_what"].text == "They call"
    assert result.sheet.answers["cost"].note == "From the wiki"
    again = talk("Churn", "<", "?", "Other")
    assert again.ask.refused == ["Type a line; Enter alone keeps the one before."]


# --- Notes ------------------------------------------------------------------------------------------------------------


def test_who_would_know_becomes_the_note_of_an_open_answer() -> None:
    result = talk("", "", "", "Ask Ann")
    assert result.sheet.answers["action"] == Answer("action", unknown=True, note="Ask Ann")
    assert 'Decision: don\'t know yet. Counted as "nobody yet" until you know.' in result.done


def test_a_note_can_be_added_to_any_answer() -> None:
    result = talk("", "", "+", "From the wiki", "vague", "", "+", "later", "learn")
    assert result.sheet.answers["action"] == Answer("action", choices=("vague",), note="From the wiki")
    assert result.sheet.answers["task"].note == "later"


def test_going_back_from_a_note_leaves_the_question_open() -> None:
    result = talk("", "", "", "<", "vague")
    assert result.sheet.answers["action"].choices == ("vague",)


def test_an_answer_without_the_evidence_it_needs_counts_as_assumed() -> None:
    replies = ("", "", "", "", "", "", "", "", "", "", "", "", "y", "shown")
    assert talk(*replies, "", later=["proof"]).sheet.answers["proof"].basis == "assumed"
    proven = talk(*replies, "Report 7", later=["proof"]).sheet.answers["proof"]
    assert (proven.note, proven.basis) == ("Report 7", "measured")


def test_typed_details_are_the_evidence_where_there_are_any() -> None:
    assert talk(*ALL).sheet.answers["action"].note == "They call"
    silent = talk("", "", "named", "").sheet.answers["action"]
    assert (silent.note, silent.basis) == ("", "assumed")


# --- Stoppers ---------------------------------------------------------------------------------------------------------

STOPPERS = (*NAMED, "learn", "5k", "n/a")


@pytest.mark.parametrize(
    ("typed", "rights", "banned", "said"),
    [
        pytest.param("0", ("allowed", "limited"), ("fine",), "none", id="none"),
        pytest.param("", None, None, "don't know yet", id="Enter alone"),
        pytest.param("1", ("forbidden",), ("fine",), "the data may not be used", id="one is true"),
        pytest.param("1 2", ("forbidden",), ("banned",), "the data may not be used and it is banned", id="both"),
        pytest.param("1?", None, ("fine",), "none known; use of the data: don't know yet", id="unsure"),
        pytest.param("2,1?", None, ("banned",), "it is banned; use of the data: don't know yet", id="true and unsure"),
        pytest.param("1 ? 2.", None, ("banned",), "it is banned; use of the data: don't know yet", id="loosely typed"),
        pytest.param("1?,2?", None, None, "don't know yet", id="all unsure"),
        pytest.param("0?", None, None, "don't know yet", id="unsure about none"),
    ],
)
def test_stoppers(typed: str, rights: tuple[str, ...] | None, banned: tuple[str, ...] | None, said: str) -> None:
    result = talk(*STOPPERS, typed)
    answers = result.sheet.answers
    assert answers["rights"] == Answer("rights", choices=rights, unknown=rights is None)
    assert answers["banned"] == Answer("banned", choices=banned, unknown=banned is None)
    assert f"Stoppers: {said}" in result.done


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("3", "'3' is none of the numbers: type for example 1, or 1 and 2? (0 for none).", id="too high"),
        pytest.param("no", "'no' is none of the numbers: type for example 1, or 1 and 2? (0 for none).", id="words"),
        pytest.param("0 1", "0 means none of them: type either 0 or the numbers.", id="none and one"),
        pytest.param("1 1?", "1 is there both with and without the question mark: type it once.", id="both ways"),
    ],
)
def test_stoppers_typed_wrong_are_asked_again(typed: str, sentence: str) -> None:
    assert talk(*STOPPERS, typed, "0").ask.refused == [sentence]


@pytest.mark.parametrize(
    ("number", "whom"), [(1, ""), (2, " for both"), (5, " for all five"), (9, " for all nine"), (10, " for all 10")]
)
def test_enter_alone_at_the_stoppers_says_for_how_many(number: int, whom: str) -> None:
    assert enter_at_stoppers(number) == f"Enter alone: I don't know yet{whom}."


def test_stoppers_stand_in_the_order_of_ask_and_are_no_screens_of_their_own() -> None:
    result = talk(*ALL)
    screen = next(screen for screen in result.screens if screen.title == "Stoppers")
    assert isinstance(screen, Write)
    assert screen.numbered == ("The data may not be used", "It is banned")
    assert screen.why == "Enter alone: I don't know yet for both."
    assert "May the data be used?" not in result.questions


def test_a_stopper_that_is_not_true_may_still_be_asked_in_full_once() -> None:
    result = talk(*STOPPERS, "0", "", "y", "allowed, limited", later=["rights", "banned"])
    assert result.questions[-1] == "May the data be used?"
    assert result.screens[-1].remark == "From the stoppers screen: one of the marked ones. Which?"
    assert sum("stoppers screen" in screen.remark for screen in result.screens) == 1
    assert result.sheet.answers["rights"].choices == ("allowed", "limited")
    assert len(result.verdicts) == 2


# --- Going back -------------------------------------------------------------------------------------------------------


def test_back_drops_the_last_answer_and_offers_it_again() -> None:
    result = talk("", "", "vague", "x", "<", "<", "named", "y")
    assert [message.title for message in result.messages if isinstance(message, Reopened)] == ["Action", "Decision"]
    again = [screen for screen in result.screens if screen.question == "Who acts?"][1]
    assert isinstance(again, Pick)
    assert again.at == "vague"
    assert result.sheet.answers["action"].choices == ("named",)
    assert result.sheet.answers["action_what"].text == "y"


def test_back_goes_through_all_stages() -> None:
    replies = (*ALL, "y", "shown", "why", "<", "<", "<", "<", "<", "<", "<", "<", "<", "<")
    result = talk(*replies, later=["proof", "fast"], stop=True)
    assert result.questions[-11:] == [
        "Must it be fast?",
        "What is shown?",
        "2 more questions could change this, about 1 minute. Go on now? [y/N]",
        "Number to change, Enter for the verdict",
        "Is any of these true? Type the numbers, 0 for none, 2? if unsure about 2.",
        "What does it cost?",
        "How many?",
        "What kind?",
        "In one line who does what?",
        "Who acts?",
        "Who owns it? (Enter to skip)",
    ]


def test_everything_typed_is_offered_again_after_going_back() -> None:
    result = talk(*ALL[:-1], *["<"] * 8, stop=True)
    texts = {screen.question: screen.text for screen in result.screens if isinstance(screen, Write)}
    assert texts["Project name"] == "Churn"
    assert texts["Who owns it? (Enter to skip)"] == "Retention"
    assert texts["In one line who does what?"] == "They call"
    assert texts["How many?"] == "6k..9k"
    assert texts["What does it cost?"] == "80k"
    assert texts["Is any of these true? Type the numbers, 0 for none, 2? if unsure about 2."] == "0"


def test_what_was_taken_back_stays_saved_until_it_is_answered_anew() -> None:
    stopped = talk(*ALL[:-1], "<", "<", "<", "7k", stop=True)
    assert stopped.sheet.answers["labels"].interval == between(7000, 7000)
    assert "cost" in stopped.sheet.answers


# --- Review -----------------------------------------------------------------------------------------------------------


def reviews(result: Talk) -> list[Review]:
    return [message for message in result.messages if isinstance(message, Review)]


def test_the_review_shows_every_answer() -> None:
    rows = reviews(talk(*ALL))[0].rows
    assert [(row.title, row.text, row.short) for row in rows] == [
        ("Decision", 'a named person ("They call")', ""),
        ("Kind of work", "learn something", ""),
        ("Known outcomes", "6,000 to 9,000", "6k..9k"),
        ("Cost", "80,000 EUR", "80k"),
        ("Stoppers", "none", ""),
        ("Project", "Churn, Retention", ""),
    ]


def test_a_change_that_hides_an_answer_says_so_and_keeps_it_in_the_file() -> None:
    result = talk(*ALL[:-1], "2", "count", "")
    assert result.sheet.answers["labels"].interval is not None
    assert assess(RULES, result.sheet.answers).hidden == {"labels"}
    assert [message.text for message in result.messages if isinstance(message, Remark)] == [
        "No longer counts after this change, but stays in the file: Known outcomes (6,000 to 9,000)."
    ]
    assert [row.title for row in reviews(result)[1].rows] == ["Decision", "Kind of work", "Cost", "Stoppers", "Project"]


def test_a_change_that_brings_a_question_up_asks_it() -> None:
    result = talk(*NAMED, "count", "80k", "0", "2", "learn", "5k", "")
    assert result.questions[-2:] == ["How many?", "Number to change, Enter for the verdict"]
    assert result.sheet.answers["labels"].interval == between(5000, 5000)
    assert result.screens[-2].counter == ""


def test_back_from_a_question_that_a_change_brought_up_undoes_the_change() -> None:
    result = talk(*NAMED, "count", "80k", "0", "2", "learn", "<", "")
    assert result.sheet.answers["task"].choices == ("count",)
    assert len(result.verdicts) == 1


def test_a_changed_answer_has_its_details_typed_again() -> None:
    result = talk(*ALL[:-1], "1", "vague", "", "1", "named", "She calls", "")
    assert result.questions.count("In one line who does what?") == 3
    assert result.sheet.answers["action"] == Answer("action", choices=("named",), note="She calls")


def test_stoppers_and_project_can_be_changed_too() -> None:
    result = talk(*ALL[:-1], "5", "2", "6", "Leavers", "Ann", "")
    assert result.sheet.answers["banned"].choices == ("banned",)
    assert (result.sheet.project, result.sheet.owner) == ("Leavers", "Ann")


def test_going_back_from_a_change_leaves_the_answer() -> None:
    result = talk(*ALL[:-1], "3", "<", "")
    assert result.sheet.answers["labels"].interval == between(6000, 9000)


@pytest.mark.parametrize("typed", ["7", "-1", "x", "99999999999", "²"])
def test_a_number_that_is_not_in_the_review_is_asked_again(typed: str) -> None:
    refused = talk(*ALL[:-1], typed, "").ask.refused
    assert refused == ["Type a number from 1 to 6, or press Enter for the verdict."]


# --- After the verdict ------------------------------------------------------------------------------------------------


def test_no_offer_where_nothing_can_change_the_verdict() -> None:
    assert talk(*ALL).questions[-1] == "Number to change, Enter for the verdict"


@pytest.mark.parametrize("reply", ["", "n", "No"])
def test_the_offer_is_declined_by_default(reply: str) -> None:
    result = talk(*ALL, reply, later=["proof"])
    assert len(result.verdicts) == 1
    assert len(result.saved) == len(talk(*ALL).saved)
    assert "proof" not in result.sheet.answers


def test_further_questions_are_asked_once_each_and_counted_anew() -> None:
    result = talk(*ALL, "Y", "nothing", "eu, us", "", "who", later=["proof", "laws", "fast", "labels"])
    assert [counter for counter in result.counters if counter.endswith("3")] == [
        "1 of at most 3",
        "2 of at most 3",
        "3 of at most 3",
    ]
    assert result.sheet.answers["laws"] == Answer("laws", choices=("eu", "us"))
    assert result.sheet.answers["fast"] == Answer("fast", unknown=True, note="who")
    assert [len(sheet.answers) for sheet in result.verdicts] == [7, 10]


def test_none_of_these_is_an_answer() -> None:
    result = talk(*ALL, "y", "", later=["laws"])
    assert result.sheet.answers["laws"].unknown
    laws = next(screen for screen in result.screens if screen.question == "Which laws?")
    assert isinstance(laws, Pick)
    assert [option.label for option in laws.options] == ["Of the EU", "Of the US", "None of these"]


# --- Taking it up again -----------------------------------------------------------------------------------------------


def test_an_interrupted_interview_goes_on_where_it_stopped() -> None:
    stopped = talk(*ALL[:6], stop=True).sheet
    result = talk("80k", "0", "", sheet=stopped)
    assert result.sheet == talk(*ALL).sheet
    assert result.questions[0] == "What does it cost?"
    assert result.counters[0] == "4 of at most 5"
    assert result.done[:3] == [
        'Decision: a named person ("They call")',
        "Kind of work: learn something",
        "Known outcomes: 6,000 to 9,000",
    ]
    assert isinstance(result.messages[0], Headline)
    assert result.messages[0].paragraphs[0] == ("Taking up Churn: 4 answers so far. 2 questions to go, about 1 minute.")


def test_one_can_go_back_into_answers_given_before() -> None:
    stopped = talk(*ALL[:6], stop=True).sheet
    result = talk("<", "7k", "80k", "0", "", sheet=stopped)
    assert result.sheet.answers["labels"].interval == between(7000, 7000)


def test_a_finished_sheet_goes_straight_to_the_review() -> None:
    finished = talk(*ALL).sheet
    again = talk("", sheet=finished)
    assert again.questions == ["Number to change, Enter for the verdict"]
    assert again.sheet == finished


def test_answers_given_beforehand_are_in_the_review() -> None:
    given = Sheet(rulesets.answers(RULES, {"wait": "2 s"}))
    result = talk("", "", "none", "", "count", "n/a", "0", "", sheet=given)
    assert "Longest wait" in [row.title for row in reviews(result)[0].rows]
    assert result.sheet.answers["wait"].interval is not None


def test_basis_and_source_of_an_unchanged_answer_stay() -> None:
    measured = Answer("cost", interval=between(80_000, 80_000), basis="measured", source="Finance")
    finished = replace(talk(*ALL).sheet, answers={**talk(*ALL).sheet.answers, "cost": measured})
    assert talk("4", "80k", "", sheet=finished).sheet.answers["cost"] == measured
    assert talk("4", "90k", "", sheet=finished).sheet.answers["cost"].basis == "estimate"
