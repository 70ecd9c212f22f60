"""A conclusion and how it is to be looked at in; the screen or the report on stdout or in a file out."""

from __future__ import annotations

import sys

from mlgate.commands.conclude import Conclusion
from mlgate.commands.formats import Format, one_screen, rendered
from mlgate.commands.output import emit, say
from mlgate.problem import visible
from mlgate.values import value

OFFER = 5  # lines that an interview may say below the verdict, so that its headline stays in sight


@value
class Look:
    """How the result is shown, and where."""

    format: Format = "terminal"
    flavor: str = "portable"
    colour: str = "auto"
    output: str | None = None
    quiet: bool = False

    @property
    def is_screen(self) -> bool:
        """Whether one screen is shown instead of the whole report."""
        return self.format == "terminal" and self.output in (None, "-")


def show(conclusion: Conclusion, look: Look, written: tuple[tuple[str, str], ...] = ()) -> int:
    """Show what was concluded, and name the files that were written."""
    if look.is_screen:
        emit(one_screen(conclusion, colour=look.colour, written=written))
        return 0
    text = rendered(conclusion, look.format, flavor=look.flavor, colour=look.colour)
    emit(text, look.output, quiet=look.quiet, exact=look.format != "terminal")
    say((f"Written  {visible(name)} ({what})" for name, what in written), quiet=look.quiet)
    return 0


def show_on(conclusion: Conclusion, look: Look, written: tuple[tuple[str, str], ...]) -> bool:
    """Show the verdict during an interview; True where that was on stdout, so that it need not be shown again."""
    to_stdout = look.is_screen and sys.stdout is not None and sys.stdout.isatty()
    stream = sys.stdout if to_stdout else sys.stderr
    stream.write("\n" + one_screen(conclusion, colour=look.colour, written=written, stream=stream, below=OFFER))
    stream.flush()
    return to_stdout
