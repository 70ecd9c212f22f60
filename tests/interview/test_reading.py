"""Typed answers: what people write is taken, and a refusal is one sentence that says what to write."""

from fractions import Fraction

import pytest

from mlgate.interview.reading import Refused, as_typed, clean, read_written
from mlgate.model import Answer, Interval, Question, QuestionType


def asked(kind: QuestionType, **fields: object) -> Question:
    return Question("q", kind, "How much?", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "typed", "low", "high"),
    [
        pytest.param("number", "12k", 12_000, 12_000, id="k"),
        pytest.param("number", "1.5M", 1_500_000, 1_500_000, id="M"),
        pytest.param("number", "1k..10k", 1000, 10_000, id="a range"),
        pytest.param("number", "6k to 9k", 6000, 9000, id="a range in words"),
        pytest.param("number", "2-4k", 2000, 4000, id="a multiplier counts for both ends"),
        pytest.param("number", "500..2k", 500, 2000, id="unless the low end is the larger number"),
        pytest.param("number", "between 1k and 2k", 1000, 2000, id="between"),
        pytest.param("number", "at least 5k", 5000, None, id="at least"),
        pytest.param("number", "5k or more", 5000, None, id="or more"),
        pytest.param("number", "> 5k", 5000, None, id="a sign"),
        pytest.param("number", "up to 5k", None, 5000, id="up to"),
        pytest.param("number", "<5k", None, 5000, id="below, which is not the key for back"),
        pytest.param("money", "80,000 EUR", 80_000, 80_000, id="with its currency"),
        pytest.param("percent", "5", Fraction(1, 20), Fraction(1, 20), id="a bare percentage"),
        pytest.param("percent", "5 %", Fraction(1, 20), Fraction(1, 20), id="a percentage"),
        pytest.param("duration", "50 ms", Fraction(50, 86_400_000), Fraction(50, 86_400_000), id="a duration"),
        pytest.param("duration", "1..7 days", 1, 7, id="one unit for both ends"),
        pytest.param("duration", "1 hour", Fraction(1, 24), Fraction(1, 24), id="a unit written out"),
        pytest.param("duration", "overnight", Fraction(1, 2), Fraction(1, 2), id="overnight"),
        pytest.param("money", "€60k", 60_000, 60_000, id="with the sign of its currency"),
        pytest.param("size", "20 MB", 20_000_000, 20_000_000, id="a size"),
    ],
)
def test_numbers(kind: QuestionType, typed: str, low: int | None, high: int | None) -> None:
    answer = read_written(asked(kind), typed, "EUR")
    assert answer == Answer("q", interval=Interval(*(None if end is None else Fraction(end) for end in (low, high))))
    again = read_written(asked(kind), as_typed(asked(kind), answer), "EUR")
    assert again == answer


@pytest.mark.parametrize("typed", ["", "  ", "unknown", "I don't know", "don’t know", "IDK"])
def test_words_for_not_knowing(typed: str) -> None:
    assert read_written(asked("number"), typed, "EUR") == Answer("q", unknown=True)


@pytest.mark.parametrize("typed", ["n/a", "N/A", "na"])
def test_not_applicable_where_the_question_is_optional(typed: str) -> None:
    assert read_written(asked("money", optional=True), typed, "EUR") == Answer("q", not_applicable=True)
    with pytest.raises(Refused, match=r"^This always applies\. Press Enter if you don't know\.$"):
        read_written(asked("money"), typed, "EUR")


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        pytest.param("number", "many", "'many' is not a number: type 12k, 1.5M or 5k..20k.", id="a word"),
        pytest.param("money", "$60k", "Amounts are in EUR here: write it in EUR.", id="the sign of another currency"),
        pytest.param("money", "60k USD", "Amounts are in EUR here: write it in EUR.", id="another currency"),
        pytest.param("money", "5 apples", "Unknown unit 'apples': type 12k, 1.5M or 50k..200k.", id="a unit"),
        pytest.param("duration", "50", "'50' needs a unit: type 50 ms, 6 months or 1..7 days.", id="no unit"),
        pytest.param("number", "9..1", "The range '9..1' is reversed: write 1..9.", id="reversed"),
        pytest.param("number", "-3", "At least 0, please.", id="below the minimum"),
        pytest.param("number", "101", "At most 100, please.", id="above the maximum"),
        pytest.param("number", "1.5", "Only whole numbers here, for example 12 or 5..20.", id="a part"),
    ],
)
def test_refusals_are_one_sentence(kind: QuestionType, typed: str, sentence: str) -> None:
    bounds = {"whole": True, "maximum": Fraction(100)} if kind == "number" else {}
    with pytest.raises(Refused) as refused:
        read_written(asked(kind, **bounds), typed, "EUR")
    assert str(refused.value) == sentence


def test_text_is_taken_as_it_is_without_what_moves_the_cursor() -> None:
    assert read_written(asked("text"), " We call \x1b[2J\u202ethem\n today ", "EUR").text == "We call [2Jthem today"
    assert read_written(asked("text"), "", "EUR").unknown
    assert clean("café  naïve\t日本") == "café naïve 日本"


@pytest.mark.parametrize("word", ["unknown", "n/a"])
def test_the_reserved_words_are_no_text(word: str) -> None:
    assert read_written(asked("text"), word, "EUR").unknown


@pytest.mark.parametrize(
    ("interval", "kind", "typed"),
    [
        pytest.param(Interval(Fraction(80_000), Fraction(80_000)), "money", "80k", id="short"),
        pytest.param(Interval(Fraction(80_123), None), "money", "80,123..", id="exact"),
        pytest.param(Interval(None, Fraction(1, 20)), "percent", "..5 %", id="a percentage"),
    ],
)
def test_a_number_comes_back_as_one_would_type_it(interval: Interval, kind: QuestionType, typed: str) -> None:
    assert as_typed(asked(kind), Answer("q", interval=interval)) == typed
