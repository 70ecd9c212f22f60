"""The project of the examples in every format, as it is meant to read; judge each change of these files by reading it.

Set MLGATE_WRITE_GOLDEN=1 to write them anew.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from churn import churn
from mlgate.rendering import html, json, markdown, terminal
from mlgate.report import Report

GOLDEN = Path(__file__).parent / "golden"
WRITTEN = (("mlgate.yaml", "answers"), ("mlgate.md", "the report, attach this one"))


def as_json(report: Report) -> str:
    told = churn()
    return json.render(told.rules, told.sheet, told.assessment, told.outlook, report.program_version)


FILES: dict[str, Callable[[Report], str]] = {
    "screen-80.txt": lambda report: terminal.screen(report, 80, written=WRITTEN),
    "screen-60.txt": lambda report: terminal.screen(report, 60, written=WRITTEN),
    "screen-ascii.txt": lambda report: terminal.screen(report, 80, glyphs=terminal.ASCII, written=WRITTEN),
    "screen-colour.txt": lambda report: terminal.screen(report, 80, colour=True),
    "full.txt": lambda report: terminal.full(report, 80),
    "report.md": markdown.render,
    "github.md": lambda report: markdown.render(report, flavor="github"),
    "report.html": html.render,
    "report.json": as_json,
}


@pytest.mark.parametrize("name", FILES)
def test_the_examples_project_reads_as_before(name: str) -> None:
    text = FILES[name](churn().report)
    file = GOLDEN / name
    if os.environ.get("MLGATE_WRITE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_bytes().decode("utf-8")
