"""Markdown: what people type stays text wherever it stands, and a table stays a table."""

import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from churn import churn, worded
from mlgate.rendering import markdown
from mlgate.rendering.markdown_text import GAP, at_line_start, code_span, fence, in_heading, inline, quotation
from mlgate.rendering.safety import lines_of, one_line
from nasty import EVERYTHING, NASTY, everything, nasty

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OURS = {"h1", "h2", "p", "strong", "em", "code", "pre", "ul", "ol", "li", "hr", "a", "blockquote"}
OURS |= {"table", "thead", "tbody", "tr", "th", "td"}
# What GitHub would make a link, a mention, a picture or a commit of, in the text that is left after reading.
MAGIC = re.compile(r"@\w|#\d|\bGH-\d|https?://|www\.\w|:[\w+-]+:|\b(?!\d+\b)[0-9a-f]{7,40}\b", re.IGNORECASE)


class Page(HTMLParser):
    """The tags and the text of what a reader made of Markdown."""

    def __init__(self, markdown_text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""
        self.feed(READER.render(markdown_text))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def words(self) -> str:
        return one_line(self.text.replace(GAP, ""))


POSITIONS = {
    "paragraph": (lambda text: at_line_start(inline(text)), ["p"]),
    "heading": (lambda text: "## " + in_heading(inline(text)), ["h2"]),
    "list": (lambda text: "- " + at_line_start(inline(text)), ["ul", "li"]),
    "cell": (
        lambda text: f"| a | b |\n| --- | --- |\n| x | {inline(text)} |",
        ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"],
    ),
}


@nasty
@pytest.mark.parametrize("position", POSITIONS)
def test_typed_words_stay_text_in_every_position(words: str, position: str) -> None:
    write, tags = POSITIONS[position]
    page = Page(write(words))
    assert page.tags == tags
    before = "a\nb\n\n\nx\n" if position == "cell" else ""
    assert page.words == one_line(before + words)
    assert not MAGIC.search(page.text)


@nasty
def test_a_quotation_keeps_words_and_lines(words: str) -> None:
    page = Page(quotation(words))
    assert set(page.tags) <= {"blockquote", "p", "br"}
    assert page.words == one_line(words)
    assert page.tags.count("br") == one_line_breaks(words)


def one_line_breaks(words: str) -> int:
    return lines_of(words).strip().count("\n")


@pytest.mark.parametrize("words", ["plain", "a`b", "``", "` a", "a | b"])
def test_a_code_span_keeps_every_letter(words: str) -> None:
    page = Page(f"| a |\n| --- |\n| {code_span(words, in_table=True)} |")
    assert (page.tags[-1], page.text.split("\n")[-5]) == ("code", words) or words in page.text


@pytest.mark.parametrize(("text", "marks"), [("", "```"), ("a ``` b", "````"), ("`````", "``````")])
def test_a_fence_is_longer_than_what_it_encloses(text: str, marks: str) -> None:
    assert fence(text) == marks


@everything
@pytest.mark.parametrize("flavor", ["portable", "github"])
def test_a_whole_report_stays_whole(words: str, flavor: markdown.Flavor) -> None:
    plain, typed = (Page(markdown.render(worded(text).report, flavor="portable")) for text in ("plain", words))
    assert set(typed.tags) <= OURS | {"br"}
    assert typed.tags.count("table") == plain.tags.count("table")
    assert typed.tags.count("h2") == plain.tags.count("h2")
    text = markdown.render(worded(words).report, flavor=flavor)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_a_long_answer_is_cut_in_its_cell_and_whole_below() -> None:
    text = markdown.render(worded(EVERYTHING["long"]).report)
    rows = [row for row in text.split("\n") if row.startswith("| The action |") or row.startswith("| Action |")]
    assert rows
    assert all(len(row) < 400 for row in rows)
    assert one_line(EVERYTHING["long"]) in Page(text).words


def test_tables_have_at_most_four_columns_and_no_html() -> None:
    text = markdown.render(churn().report)
    heads = re.findall(r"^\|(?: ---(?: \|))+$", text, re.MULTILINE)
    assert heads
    assert all(head.count("---") <= 4 for head in heads)
    assert not re.search(r"^<(?!https?:)|<details|<br", text, re.MULTILINE)


def test_github_folds_the_appendices_and_puts_the_decision_into_an_alert() -> None:
    text = markdown.render(churn().report, flavor="github")
    assert "\n> [!IMPORTANT]\n> **Recommendation.** " in text
    assert text.count("<details>") == text.count("</details>") == len(churn().report.appendices)


def test_the_same_report_gives_the_same_bytes() -> None:
    assert markdown.render(churn().report) == markdown.render(churn().report)


def test_every_nasty_word_is_escaped_only_as_far_as_needed() -> None:
    assert inline("AT&T at 6 pm, 3 * 4 = 12") == "AT&T at 6 pm, 3 \\* 4 = 12"
    assert inline("monthly churn 3.1 %, target 2.6 %") == "monthly churn 3.1 %, target 2.6 %"
    assert inline(NASTY["mention"]).replace(GAP, "") == "ask @team/infra or a@b.example"
