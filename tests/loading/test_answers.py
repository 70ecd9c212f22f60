"""Reading and writing answers: every form of an answer, every mistake with its place, and back without a loss."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mlgate.loading.answers import NotAnAnswer, is_under_other_rules, parse_answer, peek_rules, read_sheet
from mlgate.loading.rulesets import read_ruleset
from mlgate.loading.writing import write_sheet
from mlgate.model import Answer, Basis, Interval, Question, Sheet, Waiver
from mlgate.problem import Unusable
from mlgate.values import replace
from rulesets import ruleset

SMALL = Path(__file__).parents[1] / "commands" / "small.yaml"
RULES = read_ruleset(SMALL.read_bytes(), "small.yaml", lambda name, file: pytest.fail("nothing is extended"))


def read(line: str) -> Answer | None:
    """The answer that one line under `answers:` gives."""
    sheet = read_sheet(f"mlgate: 1\nanswers:\n  {line}\n", "a.yaml", RULES)
    return next(iter(sheet.answers.values()), None)


def number(id: str, low: object, high: object) -> Answer:
    ends = (None if end is None else Fraction(str(end)) for end in (low, high))
    return Answer(id, interval=Interval(*ends))


GIVEN: list[tuple[str, Answer | None]] = [
    ("task: predict", Answer("task", choices=("predict",))),
    ("task: none", Answer("task", choices=("none",))),
    ("task: [lookup, predict]", Answer("task", choices=("lookup", "predict"))),
    ("task: unknown", Answer("task", unknown=True)),
    ("task: 'unknown'", Answer("task", unknown=True)),
    ("task:", None),
    ("task: ~", None),
    ("kind: predict", Answer("task", choices=("predict",))),
    ("where: [eu, us]", Answer("where", choices=("eu", "us"))),
    ("where: eu", Answer("where", choices=("eu",))),
    ("where: []", Answer("where", choices=())),
    ("labels: 12000", number("labels", 12000, 12000)),
    ("labels: 12k", number("labels", 12000, 12000)),
    ("labels: 1e3", number("labels", 1000, 1000)),
    ("labels: '12,000'", number("labels", 12000, 12000)),
    ("labels: 1k..10k", number("labels", 1000, 10000)),
    ("labels: 5..", number("labels", 5, None)),
    ("labels: ..5", number("labels", None, 5)),
    ("labels: 7..7", number("labels", 7, 7)),
    ("worth: n/a", Answer("worth", not_applicable=True)),
    ("worth: 80k EUR", number("worth", 80000, 80000)),
    ("wait: 1..6 h", number("wait", Fraction(1, 24), Fraction(1, 4))),
    ("room: 1 MiB", number("room", 2**20, 2**20)),
    ("lift: 5", number("lift", "0.05", "0.05")),
    ("lift: 1 %..5 %", number("lift", "0.01", "0.05")),
    ("sure: yes", Answer("sure", choices=("yes",))),
    ("sure: true", Answer("sure", choices=("yes",))),
    ("sure: false", Answer("sure", choices=("no",))),
    ("who: The analyst", Answer("who", text="The analyst")),
    ("who: unknown", Answer("who", unknown=True)),
    ("who: 'unknown'", Answer("who", text="unknown")),
    ("who: 'n/a'", Answer("who", text="n/a")),
    ("who: 12", Answer("who", text="12")),
    ("who: true", Answer("who", text="true")),
    ("task: {value: predict}", Answer("task", choices=("predict",))),
    (
        "task: {value: [lookup, none], note: the wiki, basis: measured, source: R-12}",
        Answer("task", choices=("lookup", "none"), note="the wiki", basis="measured", source="R-12"),
    ),
    ("task: {value: unknown, note: 7}", Answer("task", unknown=True, note="7")),
    ("task: {value: , note: ask Bo}", Answer("task", unknown=True, note="ask Bo")),
    ("task: {value: }", None),
    ("worth: {value: n/a, basis: assumed}", Answer("worth", not_applicable=True, basis="assumed")),
]


@pytest.mark.parametrize(("line", "answer"), GIVEN, ids=[line for line, _ in GIVEN])
def test_an_answer_is_read(line: str, answer: Answer | None) -> None:
    assert read(line) == answer


# line with the marked part in «», message, a piece of the help
REFUSED: list[tuple[str, str, str]] = [
    ("«tsk»: lookup", "unknown question 'tsk'", "did you mean 'task'?"),
    ("task: «forcast»", "unknown choice 'forcast' for question 'task'", "choices: lookup, predict, none"),
    ("task: [lookup, «predct»]", "unknown choice 'predct' for question 'task'", "did you mean 'predict'?"),
    ("task: [lookup, «lookup»]", "'lookup' is listed twice", "once"),
    ("task: «[]»", "an empty list says nothing about 'task'", "unknown"),
    ("task: [lookup, «unknown»]", "'unknown' cannot stand in a list", "write unknown alone"),
    ("task: [lookup, «[none]»]", "a list of answers to 'task' holds ids of choices", "lookup"),
    ("task: [«3»]", "a list of answers to 'task' holds ids of choices", "lookup"),
    ("task: «3»", "unknown choice '3' for question 'task'", "choices: lookup"),
    ("task: «n/a»", "question 'task' always applies: n/a is no answer to it", "write unknown"),
    ("where: «asia»", "unknown choice 'asia' for question 'where'", "write [] for none of them"),
    ("labels: «many»", "'many' is not a number, for question 'labels'", "12k"),
    ("labels: «..»", "'..' alone says nothing, for question 'labels'", "write unknown"),
    ("labels: «10..1»", "the range '10..1' is reversed, for question 'labels'", "write 1..10"),
    ("labels: «1.5»", "'labels' takes whole numbers only, not '1.5'", "12"),
    ("labels: «[1, 2]»", "the answer to 'labels' must be a number or a range, not a list", "5k..20k"),
    ("labels: «true»", "'true' is not a number, for question 'labels'", "12k"),
    ("labels: «3 days»", "'days' is no unit for this, for question 'labels'", "12k"),
    ("labels: «20.000»", "'20.000' can be read in two ways, for question 'labels'", "write 20k or 20"),
    ("labels: «5..20.000»", "'20.000' can be read in two ways, for question 'labels'", "write 20k or 20"),
    ("labels: «1e-20»", "a number has at most 12 decimals, for question 'labels'", "12k"),
    ("labels: «-1»", "'-1' is outside what 'labels' can be", "from 0 to"),
    ("wait: «3 days»", "'3 days' is outside what 'wait' can be", "from 0 days to 2 days"),
    ("wait: «20»", "'20' needs a unit, for question 'wait'", "ms, s, min"),
    ("wait: «1 s..3 m»", "a lone 'm' could be minutes, months or millions, for question 'wait'", "write min"),
    ("lift: «120 %»", "'120 %' is outside what 'lift' can be", "from 0 % to 100 %"),
    ("sure: «maybe»", "the answer to 'sure' is yes or no, not 'maybe'", "choices: yes, no"),
    ("sure: «Yes»", "the answer to 'sure' is yes or no, not 'Yes'", "did you mean 'yes'?"),
    ("who: «[a, b]»", "the answer to 'who' must be a text, not a list", "quotes"),
    ("«task: lookup»\n  kind: none", "'kind' and 'task' are the same question: it was renamed", "keep 'task'"),
    ("task: {«note»: x}", "the answer has no 'value'", ""),
    ("task: {value: lookup, «nte»: x}", "unknown key 'nte' in the answer", "did you mean 'note'?"),
    ("task: {value: lookup, basis: «guess»}", "unknown basis 'guess'", "one of: estimate, measured, assumed"),
    ("task: {value: «{value: lookup}»}", "the value of 'task' must be an answer, not a mapping", "lookup"),
]


@pytest.mark.parametrize(("line", "message", "help"), REFUSED, ids=[line for line, _, _ in REFUSED])
def test_a_mistake_has_its_place(line: str, message: str, help: str) -> None:
    start, end = line.index("«"), line.index("»") - 1
    with pytest.raises(Unusable) as caught:
        read(line.replace("«", "").replace("»", ""))
    (problem,) = caught.value.problems
    assert problem.message == message
    assert help in problem.help
    if "\n" not in line:
        assert (problem.line, problem.column, problem.length) == (3, start + 3, end - start)


def test_all_mistakes_are_said_at_once_and_in_order() -> None:
    head = "mlgate: 1\nproject: [a]\ndate: yesterday\nanswers:\n  tsk: 1\n  labels: x\n"
    text = head + "waiver: {verdict: mdl, by: A, because: B, until: 2026-01-01}\n"
    with pytest.raises(Unusable) as caught:
        read_sheet(text, "a.yaml", RULES)
    assert [(one.line, one.message) for one in caught.value.problems] == [
        (2, "project must be a text, not a list"),
        (3, "date must be a date such as 2026-11-23, not 'yesterday'"),
        (5, "unknown question 'tsk'"),
        (6, "'x' is not a number, for question 'labels'"),
        (7, "unknown verdict 'mdl'"),
    ]


def test_the_head_of_a_sheet_is_read_and_a_form_may_have_blanks() -> None:
    text = (
        "mlgate: 1\nrules: ./small.yaml\nrules_version: 1.0\nproject:\nowner: no\ndate: 2026-11-23\nanswers:\nwaiver:\n"
    )
    expected = Sheet({}, rules="./small.yaml", rules_version="1.0", owner="no", date=date(2026, 11, 23), file="a.yaml")
    assert read_sheet(text, "a.yaml", RULES) == expected


def test_the_rule_set_is_known_before_the_answers_are_read() -> None:
    name, document = peek_rules("mlgate: 1\nrules: ../team\nanswers: {nonsense: 1}\n", "a.yaml")
    assert (name, document.file) == ("../team", "a.yaml")
    assert peek_rules("mlgate: 1\n", "a.yaml")[0] == "default"


def test_another_content_of_the_rule_set_can_be_told() -> None:
    sheet = Sheet({})
    assert not is_under_other_rules(sheet, RULES)
    assert not is_under_other_rules(replace(sheet, rules_digest=RULES.digest), RULES)
    assert is_under_other_rules(replace(sheet, rules_digest="sha256:0"), RULES)


TYPED: list[tuple[str, str, Answer]] = [
    ("task", "predict", Answer("task", choices=("predict",))),
    ("task", "lookup,predict", Answer("task", choices=("lookup", "predict"))),
    ("task", "[ lookup , 'predict' ]", Answer("task", choices=("lookup", "predict"))),
    ("where", "[]", Answer("where", choices=())),
    ("labels", " 5k..20k ", number("labels", 5000, 20000)),
    ("worth", "1,500", number("worth", 1500, 1500)),
    ("who", "one, two", Answer("who", text="one, two")),
    ("who", "", Answer("who", unknown=True)),
    ("sure", "true", Answer("sure", choices=("yes",))),
    ("sure", "unknown", Answer("sure", unknown=True)),
]


@pytest.mark.parametrize(("id", "text", "answer"), TYPED, ids=[f"{id}={text}" for id, text, _ in TYPED])
def test_typed_answers_are_read(id: str, text: str, answer: Answer) -> None:
    assert parse_answer(RULES, RULES.questions[id], text) == answer


@pytest.mark.parametrize(
    ("id", "text"), [("task", "x,lookup"), ("task", "[]"), ("labels", "x"), ("who", "a\x1bb"), ("task", "")]
)
def test_typed_mistakes_are_refused(id: str, text: str) -> None:
    with pytest.raises(NotAnAnswer):
        parse_answer(RULES, RULES.questions[id], text)


# --- Writing ----------------------------------------------------------------------------------------------------------

NASTY = [
    "yes", "no", "null", "~", "1", "1.5", "1e3", ".5", "0x1f", "012", "1:30", "2026-01-01", "n/a",
    "unknown", "true", "- a",
    "a: b", "a #b", "a:", "#a", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a", "'a'", '"a"', "{a}",
    "[a]", "a, b", "a\\nb",
    " a ", "a\nb", "\n", "\ta", "a\t", "a\r\nb", "\u202ea", "\ufeffa", "\u200b", "a\u00a0", "é", "日本",
    "😀", "\U000e0041",
    "=", "<<", "?", "? a", ":", "::", "---", "...", "--- a", "a\u0085b", "'", '"', "\\", "it's",
    "1.0.0", "./a", "../b/c.yaml",
    "Y", "oN", "\u3000a", "a\u2028b", "\ufffe", "\u0300a",
]  # fmt: skip
UNHOLDABLE = {*map(chr, [*range(9), *range(11, 32), *range(127, 160), 0x2028, 0x2029])}


def holdable(text: str) -> str:
    """The text without the characters that no file of ours may hold, escaped or not."""
    return "".join(character for character in text if character not in UNHOLDABLE)


texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=40)).map(holdable)
names = texts.filter(bool)


def whole(most: int = 10**15) -> st.SearchStrategy[Fraction]:
    return st.integers(0, most).map(Fraction)


NUMBERS: dict[str, st.SearchStrategy[Fraction]] = {
    "labels": whole(),
    "worth": st.decimals(0, 10**12, places=4).map(Fraction),
    "wait": st.builds(
        lambda count, unit: min(Fraction(count) * unit, Fraction(2)),
        st.integers(0, 10**6),
        st.sampled_from([Fraction(1, 86_400_000), Fraction(1, 86_400), Fraction(1, 1440), Fraction(1, 24)]),
    ),
    "room": whole(10**14),
    "lift": st.decimals(0, 1, places=8).map(Fraction),
}


def intervals(numbers: st.SearchStrategy[Fraction]) -> st.SearchStrategy[Interval]:
    both = st.tuples(numbers, numbers).map(lambda ends: Interval(min(ends), max(ends)))
    one = numbers.flatmap(lambda end: st.sampled_from([Interval(end, end), Interval(end, None), Interval(None, end)]))
    return st.one_of(both, one)


def answers_to(question: Question) -> st.SearchStrategy[Answer]:
    id = question.id
    ids = [choice.id for choice in question.choices]
    forms = [st.just(Answer(id, unknown=True))]
    if question.optional:
        forms.append(st.just(Answer(id, not_applicable=True)))
    if question.type == "text":
        forms.append(names.map(lambda text: Answer(id, text=text)))
    elif id in NUMBERS:
        forms.append(intervals(NUMBERS[id]).map(lambda interval: Answer(id, interval=interval)))
    elif question.type == "yes_no":
        forms.append(st.sampled_from(ids).map(lambda choice: Answer(id, choices=(choice,))))
    else:
        least = 0 if question.type == "choices" else 1
        several = st.lists(st.sampled_from(ids), unique=True, min_size=least)
        forms.append(several.map(lambda choices: Answer(id, choices=tuple(choices))))
    bases: st.SearchStrategy[Basis] = st.sampled_from(["estimate", "measured", "assumed"])
    return st.builds(
        lambda answer, note, basis, source: replace(answer, note=note, basis=basis, source=source),
        st.one_of(forms),
        texts,
        bases,
        texts,
    )


def sheets() -> st.SearchStrategy[Sheet]:
    days = st.dates(date(1, 1, 1))
    waivers = st.builds(Waiver, st.sampled_from([rung.id for rung in RULES.verdicts]), texts, texts, days)
    answers = st.fixed_dictionaries({}, optional={id: answers_to(one) for id, one in RULES.questions.items()})
    return st.builds(
        Sheet,
        answers=answers,
        rules=names,
        rules_version=texts,
        rules_digest=st.sampled_from(["", RULES.digest]),
        project=texts,
        owner=texts,
        date=st.none() | days,
        waiver=st.none() | waivers,
        file=st.just("a.yaml"),
    )


@given(sheets())
def test_nothing_is_lost_on_the_way_to_the_file_and_back(sheet: Sheet) -> None:
    written = write_sheet(sheet, RULES)
    assert read_sheet(written, "a.yaml", RULES) == sheet
    assert write_sheet(read_sheet(written, "a.yaml", RULES), RULES) == written


@given(sheets())
def test_every_reader_of_yaml_reads_the_same_texts(sheet: Sheet) -> None:
    plain = yaml.safe_load(write_sheet(sheet, RULES))
    for key in ("rules", "rules_version", "project", "owner"):
        assert plain.get(key, "") == getattr(sheet, key)
    for id, answer in sheet.answers.items():
        said = plain["answers"][id]
        value = said["value"] if isinstance(said, dict) else said
        if answer.text is not None:
            assert value == answer.text
        if isinstance(said, dict):
            assert (said.get("note", ""), said.get("source", "")) == (answer.note, answer.source)


@pytest.mark.parametrize("text", [*NASTY, "x" * 10_000, "é \n" * 3_000], ids=lambda text: ascii(text)[:30])
def test_a_nasty_text_survives(text: str) -> None:
    sheet = Sheet({"who": Answer("who", text="x", note=text)}, project=text, file="a.yaml")
    found = read_sheet(write_sheet(sheet, RULES), "a.yaml", RULES)
    assert (found.project, found.answers["who"].note) == (holdable(text), holdable(text))


WRITTEN: list[tuple[Callable[[], Answer], str]] = [
    (lambda: Answer("task", choices=("predict",)), "  task: predict"),
    (lambda: Answer("task", choices=("lookup", "none")), "  task: [lookup, none]"),
    (lambda: Answer("where", choices=("eu",)), "  where: [eu]"),
    (lambda: number("labels", 1000, None), "  labels: 1000.."),
    (lambda: number("wait", Fraction(1, 86_400), 1), "  wait: 1 s..1 day"),
    (lambda: Answer("who", text="it's", note="two\nlines"), '  who:\n    value: it\'s\n    note: "two\\nlines"'),
]


@pytest.mark.parametrize(("answer", "lines"), WRITTEN, ids=[lines for _, lines in WRITTEN])
def test_an_answer_is_one_line_where_it_can_be(answer: Callable[[], Answer], lines: str) -> None:
    given_answer = answer()
    written = write_sheet(Sheet({given_answer.question: given_answer}), RULES)
    assert written == f"mlgate: 1\nrules: default\nanswers:\n{lines}\n"


@pytest.mark.parametrize(
    ("typed", "ways"), [("50.000", "write 50k or 50"), ("1.200.000", "write 1200k"), ("1.234", "write 1234 or 1.2340")]
)
def test_a_typed_number_that_half_of_europe_reads_otherwise_is_refused(typed: str, ways: str) -> None:
    rules = ruleset("questions: [{id: q, type: money, ask: Q?, assume: 0}]\nverdicts: [{id: v, title: V}]")
    with pytest.raises(NotAnAnswer) as caught:
        parse_answer(rules, rules.questions["q"], typed)
    assert caught.value.hint == ways
