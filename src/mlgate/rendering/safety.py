"""Text from people and files goes in; the same text without what steers a terminal or turns writing round comes out."""

import re

# Everything that steers instead of being read: C0 and C1, marks that change the direction of writing, invisible
# fillers, half surrogates and tags. The joiners U+200C and U+200D stay: Persian, Hindi and emoji need them.
_STEERING = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f"
)
_DROPPED = re.compile(f"[{_STEERING}]")
_UNREADABLE = re.compile(f"[{_STEERING}\u2028\u2029]")
_BREAKS = re.compile("\r\n|[\r\n\u2028\u2029]")
_SPACES = re.compile(r"[ \t\n]+")


def one_line(text: str) -> str:
    """Give the text on one line: steering characters dropped, line breaks and runs of spaces one space."""
    return _SPACES.sub(" ", lines_of(text)).strip()


def lines_of(text: str) -> str:
    """Give the text with its line breaks as plain newlines, tabs as spaces, and steering characters dropped."""
    return _DROPPED.sub("", _BREAKS.sub("\n", text)).replace("\t", " ")


def escaped(text: str) -> str:
    r"""Give the text with every steering character as \uXXXX: for JSON, where nothing may be lost."""
    return _UNREADABLE.sub(_unicode_escape, text)


def _unicode_escape(match: re.Match[str]) -> str:
    point = ord(match[0])
    if point < 0x10000:
        return f"\\u{point:04x}"
    point -= 0x10000
    return f"\\u{0xD800 + (point >> 10):04x}\\u{0xDC00 + (point & 0x3FF):04x}"
