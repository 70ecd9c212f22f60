"""Whole processes in, how many times a bare interpreter each of them takes out: what a person waits for.

What is timed is mlgate as people install it, a wheel built from this checkout, in a folder that is no project's.
"""

from __future__ import annotations

import atexit
import compileall
import os
import pty
import shutil
import subprocess
import sys
import tempfile
import zipfile
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
    blank, complete = folder / "blank.yaml", folder / "complete.yaml"
    blank.write_text(BLANK, encoding="utf-8")
    shutil.copy(COMPLETE, complete)
    return {
        "mlgate --version": lambda: run("-m", "mlgate", "--version", folder=folder),
        "mlgate --help": lambda: run("-m", "mlgate", "--help", folder=folder),
        "complete sheet": lambda: run("-m", "mlgate", "assess", complete.name, "--no-input", "--json", folder=folder),
        "blank sheet": lambda: run("-m", "mlgate", "assess", blank.name, "--no-input", "--json", folder=folder),
        "first prompt": lambda: until_prompt(folder),
    }


def run(*arguments: str, folder: Path = ROOT) -> bytes:
    """Run this Python with arguments in a folder, and give what it prints."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=True, capture_output=True, env=environment(), cwd=folder).stdout


@cache
def installed() -> str:
    """Give a folder into which mlgate is installed from a wheel, compiled and with its rule sets prebuilt."""
    folder = tempfile.mkdtemp(prefix="mlgate-benchmarks-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as built:  # not with pip, which an environment that uv made does not have
        build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", built, str(ROOT)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        for wheel in Path(built).iterdir():
            zipfile.ZipFile(wheel).extractall(folder)
    if not compileall.compile_dir(folder, quiet=1):
        raise RuntimeError(f"{folder} cannot be compiled")
    return folder


def environment() -> dict[str, str]:
    """Give an environment in which children find that mlgate."""
    kept = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "TERM": "xterm", "COLUMNS": "80", "LINES": "24", "PYTHONPATH": installed()}


def until_prompt(folder: Path) -> bytes:
    """Start an interview in a pseudo-terminal, wait for its first question, and end it."""
    leader, follower = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "mlgate", "assess", "new.yaml"],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=environment(),
        cwd=folder,
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
