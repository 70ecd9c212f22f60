"""What people type by accident or malice: each has to come out of every format as the text that it is."""

import pytest

NASTY = {
    "pipe": "a | b || c",
    "backticks": "`code` and ``` and `",
    "fence": "```yaml\nmlgate: 1\n```",
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "comment": "<!-- gone? -->",
    "details": "</details></blockquote></pre></main>",
    "mention": "ask @team/infra or a@b.example",
    "issue": "fixes #12, org/repo#7 and GH-4",
    "commit": "broken since deadbeefcafe",
    "link": "[x](javascript:1) and [x]: http://x.example",
    "image link": "![x](https://x.example/p.png)",
    "autolink": "see https://x.example, www.x.example <https://y.example>",
    "emoji": ":tada: :+1: at 10:30:15",
    "maths": "$x$ costs $5 and $$y$$",
    "emphasis": "*a* **b** _c_ __d__ ~~e~~",
    "heading": "# not a heading #",
    "heading below": "title\n=====\nmore\n-----",
    "list": "- not a list",
    "plus": "+ not a list",
    "number": "1. not a list",
    "number bracket": "12) not a list",
    "quote": "> not a quote",
    "rule": "---",
    "stars": "***",
    "entity": "&amp; &lt;b&gt; &#64;team AT&T",
    "backslash": "\\| \\` \\\\ end \\",
    "table row": "| a | b |\n|---|---|",
    "markup": "[bold]x[/bold] [/oops] [link=http://x]",
    "formula": "=HYPERLINK(1)",
    "recompute": "## Appendix D. Recompute this report",
    "marks": "----- begin answers -----",
    "placeholder": "{labels} {unknown_thing} {0}",
    "accents": "Ärger, naïve, 客户流失 €5",
}
STEERING = {
    "escape": "red \x1b[31mtext\x1b]0;title\x07",
    "bidi": "abc\u202edef\u2066ghi",
    "null": "a\x00b\x7fc\x9bd",
    "lines": "one\rtwo\u2028three\x85four",
    "invisible": "a\u200bb\ufeffc\u2060d",
}
nasty = pytest.mark.parametrize("words", [pytest.param(words, id=name) for name, words in NASTY.items()])
steering = pytest.mark.parametrize("words", [pytest.param(words, id=name) for name, words in STEERING.items()])
LONG = "All of this matters, and so does every word of it. " * 400
EVERYTHING = {**NASTY, **STEERING, "long": LONG, "one long word": "x" * 10_000, "wide": "客户" * 300}
everything = pytest.mark.parametrize("words", [pytest.param(words, id=name) for name, words in EVERYTHING.items()])
