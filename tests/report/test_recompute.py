"""A report carries its answers: every format gives them back exactly, whatever they hold."""

import pytest
import yaml

from churn import churn, worded
from mlgate.rendering import html, json, markdown, terminal
from mlgate.report import Report, extract_answers
from nasty import NASTY, everything

FENCES = """\
mlgate: 1
answers:
  action_what: |
    ```yaml
    mlgate: 2
    ````
    </pre><pre id="answers">&amp;
  trailing: 'x'\x20\x20
"""
RENDERERS = {
    "markdown": markdown.render,
    "github": lambda report: markdown.render(report, flavor="github"),
    "html": html.render,
    "terminal": terminal.full,
    "coloured": lambda report: terminal.full(report, 60, colour=True),
    "ascii": lambda report: terminal.full(report, glyphs=terminal.ASCII),
}
everywhere = pytest.mark.parametrize("render", [pytest.param(render, id=name) for name, render in RENDERERS.items()])


def carried(report: Report) -> str:
    return report.answers_text


@everywhere
def test_the_answers_come_back_letter_by_letter(render: object) -> None:
    report = churn().report
    assert extract_answers(render(report)) == carried(report)  # type: ignore[operator]


@everywhere
@everything
def test_no_typed_word_hides_the_answers(render: object, words: str) -> None:
    report = worded(words, FENCES).report
    assert extract_answers(render(report)) == FENCES  # type: ignore[operator]


@everywhere
def test_windows_line_ends_do_not_matter(render: object) -> None:
    report = churn().report
    text = render(report).replace("\n", "\r\n")  # type: ignore[operator]
    assert extract_answers(text) == carried(report)


def test_json_gives_an_answers_file() -> None:
    told = churn()
    text = json.render(told.rules, told.sheet, told.assessment, told.outlook, told.report.program_version)
    found = yaml.safe_load(extract_answers(text) or "")
    assert found["rules_digest"] == told.rules.digest
    assert found["project"] == told.sheet.project
    assert list(found["answers"]) == list(told.sheet.answers)


NO_REPORTS = ["", "# Something else\n\n```yaml\na: 1\n```\n", "{", "{}", "<p>no</p>", "----- end answers -----"]


@pytest.mark.parametrize("text", [*NO_REPORTS, *NASTY.values()])
def test_what_is_no_report_gives_nothing(text: str) -> None:
    assert extract_answers(text) is None
