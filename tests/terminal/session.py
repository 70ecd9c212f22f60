"""A program in a real pseudo-terminal: keys go in, the screen as a person sees it comes out."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import pexpect
import pyte

SOURCE = Path(__file__).parents[2] / "src"
UP, DOWN, ENTER, CTRL_C, CTRL_D, CTRL_U = "\x1b[A", "\x1b[B", "\r", "\x03", "\x04", "\x15"
PATIENCE = 20.0


class Session:
    """One run of a program; `press` types, `see` waits until a text is on the screen."""

    def __init__(self, command: Sequence[str], *, columns: int = 80, rows: int = 24, **environ: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "SYSTEMROOT")}
        settings = {"TERM": "xterm-256color", "PYTHONPATH": str(SOURCE), "PYTHONUTF8": "1", **environ}
        self.screen = pyte.Screen(columns, rows)
        self.raw = ""
        self._stream = pyte.Stream(self.screen)
        program, *arguments = command
        self._child = pexpect.spawn(
            program, arguments, dimensions=(rows, columns), env=kept | settings, encoding="utf-8", timeout=PATIENCE
        )
        self._child.delaybeforesend = None

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._child.close(force=True)

    @property
    def lines(self) -> list[str]:
        """The lines on the screen."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """The screen without the empty lines at its end."""
        return "\n".join(self.lines).rstrip()

    def press(self, *keys: str) -> "Session":
        """Type keys."""
        self._child.send("".join(keys))
        return self

    def see(self, text: str) -> "Session":
        """Wait until the text is on the screen."""
        end = time.monotonic() + PATIENCE
        while text not in self.text:
            assert time.monotonic() < end, f"{text!r} never came up:\n{self.text}"
            self._read()
        return self

    def ended(self) -> int:
        """Wait for the end of the program and give its exit code."""
        end = time.monotonic() + PATIENCE
        while self._read():
            assert time.monotonic() < end, f"never ended:\n{self.text}"
        self._child.wait()
        return int(self._child.exitstatus if self._child.exitstatus is not None else -1)

    def _read(self) -> bool:
        """Take what the program has written; False once there will be no more."""
        try:
            written = self._child.read_nonblocking(65_536, timeout=0.05)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += written
        self._stream.feed(written)
        return True
