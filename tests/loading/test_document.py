"""Reading one YAML file: what is accepted, what is refused and in which words, and the place of every character."""

import re
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mlgate.loading.document import Document, Mapping, Node, Scalar, Sequence, Wanted, read_document
from mlgate.problem import Span, Unusable, render_all

REFUSED: list[dict[str, str]] = yaml.safe_load(Path(__file__).with_name("refused.yaml").read_text("utf-8"))
BOTH = pytest.mark.parametrize("pure", [False, True], ids=["C parser", "pure parser"])


def _a(*items: object) -> object:
    return {"a": list(items)}


# name, text, the data it stands for
ACCEPTED: list[tuple[str, str | bytes, object]] = [
    ("numbers are exact", "a: [-0, 7, -1.10, 1e3, 2.5E-1, 1000000000000000]", _a(0, 7, "-11/10", 1000, "1/4", 10**15)),
    ("truth values and nothing", "a: [true, false, null, ~]", _a(True, False, None, None)),
    ("nothing written", "a:\n- \n-", _a(None, None)),
    ("words of YAML 1.1 stay text", "a: [no, yes, on, True, NULL]", _a("no", "yes", "on", "True", "NULL")),
    ("octal, hexadecimal and grouped digits stay text", "a: [012, 0x10, 1_000]", _a("012", "0x10", "1_000")),
    ("half-written numbers stay text", "a: [+1, .5, 5., 1e]", _a("+1", ".5", "5.", "1e")),
    ("times and dates stay text", "a: [1:30, 2024-01-01]", _a("1:30", "2024-01-01")),
    ("versions and infinities stay text", "a: [1.0.0, .nan, .inf]", _a("1.0.0", ".nan", ".inf")),
    ("quoted words stay text", "a: ['true', \"null\", '', \"1\"]", {"a": ["true", "null", "", "1"]}),
    ("byte order mark and Windows line ends", b"\xef\xbb\xbfa: 1\r\nb: |\r\n  x\r\n  y\r\n", {"a": 1, "b": "x\ny\n"}),
    ("old Macintosh line ends", "a: 1\rb: 2\r", {"a": 1, "b": 2}),
    ("one document between marks", "---\na: 1\n...\n", {"a": 1}),
    ("a merge sign in quotes is a text", "'<<': 1", {"<<": 1}),
    ("a tab in quotes, in a block and in a comment", "a: 'x\ty' # \t\nb: |\n  x\ty\n", {"a": "x\ty", "b": "x\ty\n"}),
    ("writing from right to left", "a: שלום \u200f!", {"a": "שלום \u200f!"}),
    ("empty brackets", "a: []\nb: {}", {"a": [], "b": {}}),
    ("a pair in a list", "a: [b: 1]", {"a": [{"b": 1}]}),
    ("an explicit key", "? a\n: 1", {"a": 1}),
    ("the deepest nesting", "a: " + "[" * 39 + "]" * 39, None),
]  # fmt: skip

HOSTILE: list[tuple[str, str, str]] = [
    ("billion laughs", "a: &a [x]\n" + "".join(f"a{i}: &a{i} [*a, *a]\n" for i in range(9)), "anchors (&a)"),
    ("merge bomb", "a: &a {k: v}\n" + "".join(f"a{i}: &a{i}\n  <<: [*a, *a]\n" for i in range(24)), "anchors (&a)"),
    ("cyclic list", "a: &a [*a]", "anchors (&a)"),
    ("50,000 brackets", "[" * 50_000 + "]" * 50_000, "nested more than 40 levels"),
    ("41 levels", "a: " + "[" * 40 + "]" * 40, "nested more than 40 levels"),
    ("400,000 braces", "{" * 400_000, "nested more than 40 levels"),
    ("block lists in one line", "- " * 400_000, "nested more than 40 levels"),
    ("block mappings", "".join(" " * i + "a:\n" for i in range(1_000)), "nested more than 40 levels"),
    ("60,000 keys", "".join(f"k{i}:\n" for i in range(60_000)), "more than 50,000 keys and values"),
    ("one byte too many", "#" * 1_000_001, "the file is too large: 1,000,001 bytes"),
    ("20 MB", "a: " + "x" * 20_000_000, "the file is too large"),
    ("wide characters count as bytes", "#" + "€" * 333_334, "the file is too large: 1,000,003 bytes"),
    ("a number of 5,000 digits", "a: " + "9" * 5_000, "is too large or too long"),
    ("a huge exponent", "a: 1e999999999", "is too large or too long"),
    ("20,000 duplicate keys", "a: 1\n" * 20_000, "the key 'a' is given twice"),
    ("many tabs", "a: 1\n" + "\t\n" * 400_000, "a tab is used for indentation"),
    ("an open quote over many lines", "a: 'x\n" + "\n" * 200_000, "this quote is never closed"),
    ("a tag of 900 kB", "a: !" + "x" * 900_000 + " b", "tags (!xxx"),
    ("half a character", "a: \ud800", r"the character \ud800 is not accepted"),
    ("a second byte order mark", "\ufeff\ufeffa: 1", r"the character \ufeff is not accepted"),
]  # fmt: skip

NOT_UTF8: list[tuple[str, bytes, str]] = [
    ("UTF-16", "a: 1".encode("utf-16"), "the file is not UTF-8 but UTF-16 or UTF-32\n --> team.yaml\n"),
    ("UTF-16 without a mark", "a: 1".encode("utf-16-le"), "the file is not UTF-8 but UTF-16 or UTF-32\n"),
    ("Latin-1", "a: 1\nb: café\n".encode("latin-1"), "the byte 0xe9 stands for nothing\n --> team.yaml:2:7\n"),
    ("a cut character", "a: €".encode()[:-1], "the byte 0xe2 stands for nothing\n --> team.yaml:1:4\n"),
]

# name, text; the marks «...» are taken out and stand around the place of the word `needle` in the value of `a`
PLACES: list[tuple[str, str]] = [
    ("plain", "a: when «needle» == 1"),
    ("plain, wide characters before it", "a: 漢字 😀 «needle»"),
    ("plain over several lines", "a: when\n  x\n\n    and «needle» or\n  y"),
    ("plain, first in a line", "a: when\n  «needle»"),
    ("single quotes", "a: 'when ''x'' is «needle»'"),
    ("single quotes over several lines", "a: 'when  \n\n  it''s\n  «needle» x'"),
    ("double quotes", r'a: "\ttab \\ \" \x41 \u00e9 \U0001f600 «needle» x"'),
    ("double quotes, spelt with escapes", r'a: "x «\x6eeedl\u0065» y"'),
    ("double quotes, an escape at the very end", r'a: "x «needl\x65»"'),
    ("double quotes over several lines", 'a: "when \\\n    x\\\n\n   \\  y\n\n\n  «needle» z"'),
    ("literal", "a: |\n    when\n      x\n\n    and «needle»\n"),
    ("literal with a comment and chomping", "a: |- # why\n  x\n  «needle»\n\n"),
    ("literal with an indentation of its own", "a: |2\n     x\n   «needle»\n"),
    ("literal that begins with empty lines", "a: |\n\n\n  «needle»\n"),
    ("folded", "a: >\n  when\n  x\n\n  and\n  «needle»\n"),
    ("folded with lines that keep their breaks", "a: >-\n  when\n    x\n\n    y\n\n  z\n  «needle»\n"),
    ("folded, kept to the end", "a: >+\n  x\n\n\n   y\n  «needle»\n\n\n"),
    ("in a list in brackets", "a: [x, y,\n  'is «needle»']"),
]


def names(cases: list[Any]) -> list[str]:
    return [case["name"] if isinstance(case, dict) else case[0] for case in cases]


def plain_data(node: Node) -> object:
    """Numbers that are not whole are given as text such as 1/4."""
    match node:
        case Mapping(entries):
            return {key: plain_data(entry.value) for key, entry in entries.items()}
        case Sequence(items):
            return [plain_data(item) for item in items]
        case Scalar(Fraction() as number):
            return int(number) if number.denominator == 1 else str(number)
        case Scalar(value):
            return value


def scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Mapping(entries):
            for entry in entries.values():
                yield entry.key
                yield from scalars(entry.value)
        case Sequence(items):
            for item in items:
                yield from scalars(item)
        case Scalar():
            yield node


def refusal(text: str | bytes, pure: bool, wanted: Wanted = "mapping") -> str:
    with pytest.raises(Unusable) as caught:
        read_document(text, "team.yaml", wanted=wanted, pure=pure)
    return str(caught.value)


@BOTH
@pytest.mark.parametrize(("name", "text", "data"), ACCEPTED, ids=names(ACCEPTED))
def test_accepted(name: str, text: str | bytes, data: object, pure: bool) -> None:
    read = read_document(text, "team.yaml", pure=pure)
    assert data is None or plain_data(read.root) == data
    assert read == read_document(text, "team.yaml")  # every span included


@BOTH
@pytest.mark.parametrize("case", REFUSED, ids=names(REFUSED))
def test_refused(case: dict[str, str], pure: bool) -> None:
    wanted: Wanted = "any" if case["text"].startswith("- ") and "is wanted" not in case["error"] else "mapping"
    assert refusal(case["text"], pure, wanted) + "\n" == case["error"]


@pytest.mark.parametrize(("name", "text", "said"), HOSTILE, ids=names(HOSTILE))
def test_hostile(name: str, text: str, said: str) -> None:
    start = time.process_time()
    message = refusal(text, pure=False, wanted="any")
    assert time.process_time() - start < 0.5 * 4  # half a second, on a machine that is busy
    assert said in message.split("\n\n")[0]
    assert len(message) < 21 * 4_000


@pytest.mark.parametrize(("name", "content", "said"), NOT_UTF8, ids=names(NOT_UTF8))
def test_not_utf8(name: str, content: bytes, said: str) -> None:
    assert said in refusal(content, pure=False)


@BOTH
@pytest.mark.parametrize(("name", "marked"), PLACES, ids=names(PLACES))
def test_place_of_a_word_in_a_text(name: str, marked: str, pure: bool) -> None:
    before, word, _ = marked.replace("»", "«").split("«")
    text = marked.replace("«", "").replace("»", "")
    read = read_document(text, "team.yaml", pure=pure)
    scalar = next(scalar for scalar in scalars(read.root) if "needle" in scalar.text)
    span = scalar.position(scalar.text.index("needle"), len("needle"))
    line = before.count("\n") + 1
    assert (span.line, span.column, span.length) == (line, len(before.split("\n")[-1]) + 1, len(word))


def test_place_outside_the_text_is_its_end() -> None:
    scalar = read_document("a: 'xy' # z", "f").mapping.entries["a"].value
    assert isinstance(scalar, Scalar)
    assert scalar.position(2) == scalar.position(99, 5) == Span(1, 7, 1)
    assert scalar.position(0, 99) == Span(1, 5, 2)
    assert scalar.position(0, 0).length == 1


def test_spans() -> None:
    read = read_document("key: value\nlist:\n  - a\n  - {b: 1}\nblock: |\n  x\nnothing:", "f")
    entries = read.mapping.entries
    assert entries["key"].key.span == Span(1, 1, 3)
    assert entries["key"].value.span == Span(1, 6, 5)
    assert entries["block"].value.span == Span(5, 8, 1)
    assert entries["nothing"].value.span == Span(7, 9, 1)
    items = entries["list"].value
    assert isinstance(items, Sequence)
    assert items.span == Span(3, 3, 1)
    assert items.items[1].span == Span(4, 5, 6)


def test_problem_at_a_place() -> None:
    read = read_document("a: 1\ntask: forcast\n", "team.yaml")
    problem = read.problem(read.mapping.entries["task"].value.span, "unknown", help="look", level="warning", code="x")
    assert (problem.file, problem.line, problem.column, problem.length) == ("team.yaml", 2, 7, 7)
    assert (problem.source, problem.help, problem.level, problem.code) == ("task: forcast", "look", "warning", "x")


def test_wanted_kind_of_file() -> None:
    assert read_document("- a", "f", wanted="sequence").sequence.items
    assert isinstance(read_document("- a", "f", wanted="any").root, Sequence)
    assert "this file holds a mapping of keys to values where a list is wanted" in refusal("a: 1", False, "sequence")


# --- For all documents ------------------------------------------------------------------------------------------------

EXPONENT = re.compile(r"-?[0-9.]+[eE][0-9]+")  # a number to us, a text to PyYAML
SAFE = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\u2028\u2029")
TEXT = st.text(SAFE, max_size=30).filter(lambda text: not EXPONENT.fullmatch(text))
WORDS = ["a", "b: ", " ", "\n", "'", '"', "#", "- ", "é", "漢", "\\", "\t", "1", "x y"]
SPACED = st.lists(st.sampled_from(WORDS), max_size=12).map("".join)
DATA = st.recursive(
    TEXT | SPACED | st.booleans() | st.none() | st.integers(-(10**15), 10**15),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT | SPACED, inner, max_size=4),
    max_leaves=12,
)


def dump(data: object, style: str | None, flow: bool, width: int) -> str:
    return yaml.safe_dump(data, default_style=style, default_flow_style=flow, width=width, allow_unicode=True)


@given(data=st.dictionaries(SPACED, DATA, max_size=4), flow=st.booleans(), width=st.sampled_from([20, 80]))
def test_what_was_written_is_read_back(data: dict[str, object], flow: bool, width: int) -> None:
    text = dump(data, None, flow, width)
    if yaml.safe_load(text) != data:
        return  # PyYAML itself loses it
    read = read_document(text, "f")
    assert plain_data(read.root) == data
    assert read == read_document(text, "f", pure=True)


@given(text=SPACED, style=st.sampled_from(["'", '"', "|", ">", None]), width=st.sampled_from([8, 80]))
def test_every_character_has_its_place(text: str, style: str | None, width: int) -> None:
    source = dump({"k": [text]}, style, False, width)
    try:
        read = read_document(source, "f")
    except Unusable:
        return
    for scalar in scalars(read.root):
        for offset, character in enumerate(scalar.text):
            span = scalar.position(offset)
            written = read.lines[span.line - 1][span.column - 1 :]
            assert character.isspace() or written.startswith((character, "\\"))


LINES = ["c:\n", "  d: 1\n", "|\n", ">-\n  x\n", "# c\n", "\n", "key: value\n", "- item\n"]
SIGNS = ["a", "b: ", "- ", ": ", "[", "]", "{", "}", ", ", "'", '"', "\\", "x y", "1", "*x ", "%", "@", "\t"]


@given(text=st.lists(st.sampled_from(LINES + SIGNS), max_size=12).map("".join))
def test_both_parsers_accept_and_refuse_the_same(text: str) -> None:
    assert outcome(text, pure=False) == outcome(text, pure=True)


def outcome(text: str, pure: bool) -> Document | None:
    try:
        return read_document(text, "f", wanted="any", pure=pure)
    except Unusable as error:
        return None if render_all(error.problems) else pytest.fail("a refusal without a word")
