"""Whole processes in, how many times a bare interpreter each of them takes out: what a person waits for."""

from __future__ import annotations

import atexit
import os
import pty
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from benchmarks.measuring import Action, Table, at_most, ratios
from benchmarks.sheets import COMPLETE, ROOT

BLANK = "mlgate: 1\nrules: default\nanswers: {}\n"
FIRST_PROMPT = b"Project name"


def measure(rounds: int = 15) -> Table:
    """Time commands from start to exit, and an interview up to its first question."""
    with tempfile.TemporaryDirectory() as folder:
        actions = actions_in(Path(folder))
        found = ratios(actions, lambda: run("-c", "pass"), rounds)
    targets = {"mlgate --version": 2, "mlgate --help": 8, "complete sheet": 12, "blank sheet": 20, "first prompt": 24}
    figures = [at_most(name, ratio, targets[name], " x") for name, ratio in found.items()]
    how = f"Whole process against `python -c pass`, run in turn with it; medians of {rounds} ratios. " + (
        "A sheet is read with `assess FILE --no-input --json`; the first prompt is waited for in a pseudo-terminal."
    )
    return Table("Start to end", how, figures)


def actions_in(folder: Path) -> dict[str, Action]:
    """Give what is timed; files are made in the folder."""
    blank = folder / "blank.yaml"
    blank.write_text(BLANK, encoding="utf-8")
    return {
        "mlgate --version": lambda: run("-m", "mlgate", "--version"),
        "mlgate --help": lambda: run("-m", "mlgate", "--help"),
        "complete sheet": lambda: run("-m", "mlgate", "assess", str(COMPLETE), "--no-input", "--json"),
        "blank sheet": lambda: run("-m", "mlgate", "assess", str(blank), "--no-input", "--json"),
        "first prompt": lambda: until_prompt(("-m", "mlgate", "assess", str(folder / "new.yaml"))),
    }


def run(*arguments: str) -> bytes:
    """Run this Python with arguments, and give what it prints."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=True, capture_output=True, env=environment(), cwd=ROOT).stdout


@cache
def compiled_code() -> str:
    """Give a folder for compiled modules: what is installed is compiled, and a checkout should be measured like it."""
    folder = tempfile.mkdtemp(prefix="mlgate-benchmarks-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def environment() -> dict[str, str]:
    """Give an environment in which children find mlgate, compiled, whether it is installed or not."""
    kept = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    terminal = {"TERM": "xterm", "COLUMNS": "80", "LINES": "24"}
    return {**kept, **terminal, "PYTHONPATH": str(ROOT / "src"), "PYTHONPYCACHEPREFIX": compiled_code()}


def until_prompt(arguments: Sequence[str]) -> bytes:
    """Start an interview in a pseudo-terminal, wait for its first question, and end it."""
    leader, follower = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, *arguments], stdin=follower, stdout=follower, stderr=follower, env=environment()
    )
    os.close(follower)
    shown = b""
    try:
        while FIRST_PROMPT not in shown:
            shown += os.read(leader, 4096)
    finally:
        child.kill()
        child.wait()
        os.close(leader)
    return shown
