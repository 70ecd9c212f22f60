"""A screen or message, a width and the marks go in; styled lines of at most that width come out."""

from __future__ import annotations

from mlgate.interview.screens import (
    DONT_KNOW_YET,
    UNKNOWN,
    Done,
    Headline,
    Message,
    Pick,
    Remark,
    Reopened,
    Review,
    Row,
    Screen,
    Write,
)
from mlgate.problem import visible
from mlgate.prompts.words import Marks, entitled, hang, rule, width_of, wrap

Line = list[tuple[str, str]]  # (style class, text)

WIDEST = 80
SHORTEST_WITH_SHORT_FORMS = 70
LONGEST_SHORT_FORM = 14
LONGEST_TITLE = 18


def styled(style: str, lines: list[str]) -> list[Line]:
    """Give each line one style."""
    return [[(style, line)] for line in lines]


def indented(style: str, text: str, width: int, first: str = "  ") -> list[Line]:
    """Wrap a text behind an indent; an empty text is no line at all."""
    return styled(style, hang(text, width, first)) if text else []


# --- An open question -------------------------------------------------------------------------------------------------


def head(screen: Screen, width: int, marks: Marks, *, more: bool = False) -> list[Line]:
    """Draw what stands above the list or the line to type: rule, question, why, help if it is wanted."""
    lines: list[Line] = [[("", "")]]
    if screen.title:
        lines += styled("class:rule", rule(screen.counter, screen.title, width, marks).split("\n"))
    lines += indented("class:question", screen.question, width)
    lines += indented("class:hint", screen.why, width)
    lines += indented("class:hint", screen.remark, width)
    if more:
        lines += [[("", "")], *styled("class:more", _help(screen, width))]
    if screen.title:
        lines.append([("", "")])
    if isinstance(screen, Write) and screen.numbered:
        for number, text in enumerate(screen.numbered, 1):
            lines += styled("", hang(text, width, f"{number:>4} "))
        lines.append([("", "")])
    return lines


def _help(screen: Screen, width: int) -> list[str]:
    several = "Several may be true? Mark them with Space; then any of them counts as possible."
    wanted = [screen.more, several if isinstance(screen, Pick) and screen.several == "any" else ""]
    paragraphs = ("\n".join(filter(None, wanted)) or "There is no more help on this question.").split("\n")
    return [line for paragraph in paragraphs for line in hang(paragraph, width, "  ")]


def entries(screen: Pick, at: str, marked: tuple[str, ...], width: int, marks: Marks) -> list[tuple[str, list[Line]]]:
    """Draw the entries of a list, each with its id; marks are shown once there are any, or where they are needed."""
    boxes = screen.several == "all" or bool(marked)
    drawn = []
    for id_, label in [*((option.id, option.label) for option in screen.options), (UNKNOWN, "")]:
        pointer = marks.pointer if id_ == at else " " * width_of(marks.pointer)
        words = label if id_ != UNKNOWN else f"{marks.dash} {DONT_KNOW_YET}"
        box = "" if not boxes else "[x] " if id_ in marked else "    " if id_ == UNKNOWN else "[ ] "
        style = "class:pointed" if id_ == at else ""
        drawn.append((id_, styled(style, hang(words, width, f"    {pointer} {box}"))))
    return drawn


def foot(screen: Screen, width: int, marks: Marks, *, error: str = "") -> list[Line]:
    """Draw what stands below: what is wrong, the note, and the keys that work."""
    lines: list[Line] = [*indented("class:error", f"! {error}" if error else "", width)]
    if screen.note:
        lines += indented("class:hint", f"Note: {screen.note}", width)
    keys = _keys(screen, marks)
    if isinstance(screen, Pick) or (keys and screen.title):
        lines.append([("", "")])
    return [*lines, *styled("class:hint", _key_lines(keys, width))]


def _keys(screen: Screen, marks: Marks) -> list[str]:
    names = {"?": "? help", "<": "< back", "+": "+ note"}
    asides = [names[key] for key in screen.asides]
    if isinstance(screen, Pick):
        marking = ["Space mark"] if screen.several == "all" else []
        return [f"{marks.arrows} choose", *marking, "Enter take it", *asides]
    if not screen.title or not asides:
        return []
    return ["On a line of its own:", *asides]


def _key_lines(keys: list[str], width: int) -> list[str]:
    """Set the keys side by side, as many as fit in a line."""
    lines: list[str] = []
    for key in keys:
        if lines and width_of(lines[-1]) + 3 + width_of(key) <= width:
            lines[-1] += f"   {key}"
        else:
            lines.append(f"  {key}")
    return lines


# --- What stays -------------------------------------------------------------------------------------------------------


def said(message: Message, width: int, marks: Marks) -> list[Line]:
    """Draw a message that stays on the screen."""
    match message:
        case Headline(text, paragraphs):
            body = [line for paragraph in paragraphs for line in indented("", paragraph, width)]
            return [[("", "")], *indented("class:question", text, width), [("", "")], *body]
        case Remark(text):
            return indented("", text, width)
        case Done(title, text):
            return _done(hang(entitled(title, text), width, f"  {marks.done} "), marks)
        case Reopened(title):
            return indented("", f"Back to: {title}", width, f"  {marks.back} ")
        case Review(lead, rows):
            table = [line for number, row in enumerate(rows, 1) for line in _row(number, row, rows, width)]
            return [[("", "")], *indented("class:question", lead, width), [("", "")], *styled("", table)]


def _done(lines: list[str], marks: Marks) -> list[Line]:
    first, *rest = lines
    mark = f"  {marks.done}"
    return [[("class:done", mark), ("", first[len(mark) :])], *styled("", rest)]


def _row(number: int, row: Row, rows: tuple[Row, ...], width: int) -> list[str]:
    """Set one line of the review in its columns; a long answer goes on below itself."""
    title_width = min(LONGEST_TITLE, width // 3, max(width_of(visible(line.title)) for line in rows))
    shorts = [_short(line, width) for line in rows]
    short_width = max(map(width_of, shorts))
    short = _short(row, width)
    text_width = width - 1 - 5 - title_width - 2 - (short_width + 2 if short_width else 0)
    titles, texts = wrap(row.title, title_width), wrap(row.text, text_width)
    lines = []
    for place in range(max(len(titles), len(texts))):
        lead = f"{number:>4} " if place == 0 else " " * 5
        title = titles[place] if place < len(titles) else ""
        text = texts[place] if place < len(texts) else ""
        last = short if place == 0 else ""
        line = f"{lead}{_padded(title, title_width)}  {_padded(text, text_width)}"
        lines.append(f"{line}  {' ' * (short_width - width_of(last))}{last}".rstrip())
    return lines


def _short(row: Row, width: int) -> str:
    """Give the short form of an answer where there is room for it."""
    text = visible(row.short)
    return text if width >= SHORTEST_WITH_SHORT_FORMS and width_of(text) <= LONGEST_SHORT_FORM else ""


def _padded(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))
