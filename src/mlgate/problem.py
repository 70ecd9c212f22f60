"""A problem in a file goes in; text that shows the place, the mistake and the way out comes out, safe to print."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from mlgate.values import value

WINDOW = 100  # columns of a source line that are shown
LONGEST_MESSAGE = 1_200
LONGEST_HELP = 1_200
LONGEST_FILE = 300
MOST_SHOWN = 50  # problems written out by render_all; the rest are counted

# Characters that move the cursor, change the direction of writing, take no room or cannot be encoded.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


@value
class Span:
    """A place in a file: line and column count from 1, length is the number of characters that are marked."""

    line: int
    column: int
    length: int = 1


@value
class Problem:
    """One mistake: what is wrong, where, the source line as written and how to put it right; line 0 is no place."""

    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    length: int = 1
    source: str = ""
    help: str = ""
    level: str = "error"
    code: str = ""


class Unusable(Exception):
    """A file that cannot be used, with every problem that was found in it; its text is the rendered problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return render_all(self.problems)


class NotFound(Exception):
    """A rule set that something names cannot be found or opened; `help` says what there is."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.help = help


def visible(text: str) -> str:
    r"""The text on one line, each unsafe character shown as an escape such as \x1b or \u202e and a tab as a space."""
    return _UNSAFE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character == "\t":
        return " "
    if character == "\n":
        return "\\n"
    point = ord(character)
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def shorten(text: str, limit: int = 60) -> str:
    """The text made visible, cut to `limit` characters with an ellipsis as the last one."""
    shown = visible(text[: limit + 1])
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def quote(text: str, limit: int = 60) -> str:
    """An untrusted word for a message: visible, shortened and in single quotes."""
    return f"'{shorten(text, limit)}'"


def suggest(word: str, known: Iterable[str]) -> str | None:
    """The known name closest to `word`, or None where none is close enough to be a slip of the pen."""
    if not word or len(word) > 60:
        return None
    nearby = [name for name in known if abs(len(name) - len(word)) <= max(2, len(word) // 3)]
    folded = word.casefold()
    for name in nearby:
        if name.casefold() == folded:
            return name
    for name in nearby:  # two letters swapped; in a short word too little is left alike for the measure below
        if sorted(name.casefold()) == sorted(folded):
            return name
    from difflib import get_close_matches  # lazily: only a mistake needs it

    names = {name.casefold(): name for name in reversed(nearby)}
    close = get_close_matches(folded, names, n=1, cutoff=0.7)
    return names[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str], noun: str = "choices") -> str:
    """The help line for an unknown name: the closest known one, then the known ones as far as they fit."""
    names = list(known)
    if not names:
        return f"there are no {noun}"
    close = suggest(word, names)
    question = f"did you mean {quote(close)}? " if close is not None else ""
    return f"{question}{noun}: {_listing(names)}"


def _listing(names: Sequence[str], most: int = 10, room: int = 160) -> str:
    shown: list[str] = []
    for name in names[:most]:
        word = shorten(name, 40)
        room -= len(word) + 2
        if room < 0 and shown:
            break
        shown.append(word)
    return ", ".join(shown) + (", ..." if len(shown) < len(names) else "")


def render(problem: Problem) -> str:
    """The problem as text: message, place, source line with the mark below it, help; at most 4,000 characters."""
    gutter = " " * len(str(problem.line)) if problem.line > 0 else ""
    code = f"[{shorten(problem.code, 40)}]" if problem.code else ""
    lines = [f"{shorten(problem.level, 20)}{code}: {shorten(problem.message, LONGEST_MESSAGE)}"]
    if problem.file:
        place = f":{problem.line}:{max(problem.column, 1)}" if problem.line > 0 else ""
        lines.append(f" --> {shorten(problem.file, LONGEST_FILE)}{place}")
    if problem.line > 0 and problem.column > 0 and problem.source:
        text, mark = _excerpt(problem.source, problem.column - 1, problem.length)
        lines += [f"{gutter} |", f"{problem.line} | {text}", f"{gutter} | {mark}"]
    if problem.help:
        first, *others = (visible(part) for part in problem.help[:LONGEST_HELP].split("\n")[:20])
        lines.append(f"{gutter} = help: {shorten(first, LONGEST_HELP)}")
        lines += [f"{gutter}         {line}".rstrip() for line in others]
    return _limit("\n".join(line.rstrip() for line in lines))


def _limit(text: str, most: int = 4_000) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _excerpt(source: str, start: int, length: int) -> tuple[str, str]:
    """The part of the line around the mark, and the carets that stand below it when both are printed."""
    start = min(start, len(source))
    first = max(0, start - WINDOW)
    cells = [visible(character) for character in source[first : start + 2 * WINDOW]]
    cut_before, cut_after = first > 0, start + 2 * WINDOW < len(source)
    begin = start - first
    widths = [_width(cell) for cell in cells]
    low, high = 0, len(cells)
    if cut_before or cut_after or sum(widths) > WINDOW:
        low, high = _window(widths, begin)
        cut_before, cut_after = cut_before or low > 0, cut_after or high < len(cells)
    before, after = ("…" if cut_before else ""), ("…" if cut_after else "")
    offset = len(before) + sum(widths[low:begin])
    carets = max(1, sum(widths[begin : min(high, begin + max(1, length))]))
    return before + "".join(cells[low:high]) + after, " " * offset + "^" * carets


def _window(widths: Sequence[int], begin: int) -> tuple[int, int]:
    """The cells to show: a third of the window before the mark, more where the line ends early."""
    room = WINDOW - 2  # an ellipsis at each end
    low = high = begin
    used = 0
    while low > 0 and used + widths[low - 1] <= room // 3:
        low -= 1
        used += widths[low]
    while high < len(widths) and used + widths[high] <= room:
        used += widths[high]
        high += 1
    while low > 0 and used + widths[low - 1] <= room:
        low -= 1
        used += widths[low]
    return low, high


def _width(text: str) -> int:
    """Terminal columns the text takes: two for wide characters, none for marks that sit on the one before."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 error`, `1,200 errors`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def render_all(problems: Iterable[Problem]) -> str:
    """All problems one below the other, then their number such as "3 errors in 1 file" where there are several."""
    found = tuple(problems)
    blocks = [render(problem) for problem in found[:MOST_SHOWN]]
    if len(found) > 1:
        blocks.append(_total(found))
    return "\n\n".join(blocks)


def _total(problems: Sequence[Problem]) -> str:
    levels: dict[str, int] = {}
    for problem in problems:
        levels[problem.level] = levels.get(problem.level, 0) + 1
    counts = " and ".join(counted(number, shorten(level, 20)) for level, number in levels.items())
    files = len({problem.file for problem in problems if problem.file})
    where = f" in {counted(files, 'file')}" if files else ""
    hidden = len(problems) - MOST_SHOWN
    return counts + where + (f", {hidden:,} not shown" if hidden > 0 else "")
