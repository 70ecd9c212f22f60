"""HTML: one page that loads nothing and runs nothing, in which what people type is text."""

import re
from html.parser import HTMLParser

from churn import churn, worded
from mlgate.rendering import html
from mlgate.rendering.safety import one_line
from nasty import everything, nasty

TAGS = """
html head meta title style body main header h1 h2 p div section strong em code pre ul ol li a bdi
table thead tbody tr th td svg rect figure figcaption blockquote
"""
ATTRIBUTES = """
lang charset http-equiv content name class id aria-labelledby href rel scope role viewbox width height x y rx
"""
ALONE = {"meta", "rect"}


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in ALONE:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ALONE:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@everything
def test_typed_words_add_no_element(words: str) -> None:
    page = Page(html.render(worded(words).report))
    assert set(page.tags) <= set(TAGS.split())
    assert page.attributes <= set(ATTRIBUTES.split())
    assert page.open == []
    assert all(re.match(r"https?://|#source-\d+$", link) for link in page.links)
    assert page.text.count("Appendix") >= 3


@nasty
def test_typed_words_are_there_as_typed(words: str) -> None:
    page = Page(html.render(worded(words).report))
    assert one_line(words) in one_line(page.text)


def test_the_page_forbids_everything_but_its_own_style() -> None:
    text = html.render(churn().report)
    policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    assert policy in text
    assert not re.search(r"<script|<link|<img|@import|url\(|\son\w+=|style=", text)


def test_light_dark_and_print_are_looked_after() -> None:
    text = html.render(churn().report)
    for part in ("prefers-color-scheme: dark", "@media print", 'lang="en"', 'name="viewport"'):
        assert part in text


def test_tables_and_bars_can_be_read_aloud() -> None:
    text = html.render(churn().report)
    assert "<th>" not in text
    assert text.count("<svg") == text.count('role="img"><title>') == len(churn().rules.dimensions)


def test_the_same_report_gives_the_same_bytes() -> None:
    assert html.render(churn().report) == html.render(churn().report)
