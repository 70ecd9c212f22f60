"""Which prompt is taken, and when none may be."""

import io
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from mlgate import prompts
from mlgate.prompts.plain import Plain
from mlgate.prompts.terminal import Terminal


class Stream(io.StringIO):
    """A stream that says whether it is a terminal."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


TTY, PIPE = Stream(terminal=True), Stream(terminal=False)


def test_both_streams_must_be_terminals() -> None:
    assert prompts.can_prompt(TTY, TTY)
    assert not prompts.can_prompt(PIPE, TTY)
    assert not prompts.can_prompt(TTY, PIPE)


def test_closed_and_missing_streams_are_no_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = Stream(terminal=True)
    closed.close()
    assert not prompts.can_prompt(closed, TTY)
    monkeypatch.setattr(sys, "stdin", None)
    assert not prompts.can_prompt(stderr=TTY)


@pytest.mark.parametrize(
    ("environ", "plain"),
    [
        pytest.param({"ACCESSIBLE": "1", "TERM": "xterm"}, True, id="a screen reader"),
        pytest.param({"ACCESSIBLE": "0", "TERM": "xterm"}, False, id="no screen reader"),
        pytest.param({"TERM": "dumb"}, True, id="a terminal that moves no cursor"),
        pytest.param({"TERM": "xterm-256color"}, False, id="an ordinary terminal"),
        pytest.param({}, False, id="no TERM at all, as on Windows"),
    ],
)
def test_plain_is_taken_where_the_surroundings_want_it(environ: Mapping[str, str], plain: bool) -> None:
    assert prompts.wants_plain(environ) is plain


def test_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACCESSIBLE", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert isinstance(prompts.choose(stdin=TTY, stderr=TTY), Terminal)
    assert isinstance(prompts.choose(plain=True, stdin=TTY, stderr=TTY), Plain)


def test_importing_loads_no_prompt_library() -> None:
    code = "import mlgate.prompts.terminal, mlgate.prompts.plain, mlgate.interview, sys; print(*sys.modules)"
    source = Path(__file__).parents[2] / "src"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=source)
    assert not {"questionary", "prompt_toolkit", "rich"} & set(run.stdout.split())
