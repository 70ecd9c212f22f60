"""Numbers with units as people write them: text in, exact values out, and back."""

from __future__ import annotations

import re
from fractions import Fraction

# Durations are counted in days, sizes in bytes; a month is a twelfth of 365.25 days.
DURATIONS: dict[str, Fraction] = {
    "ms": Fraction(1, 86_400_000),
    "s": Fraction(1, 86_400),
    "min": Fraction(1, 1_440),
    "h": Fraction(1, 24),
    **dict.fromkeys(("d", "day", "days"), Fraction(1)),
    **dict.fromkeys(("week", "weeks"), Fraction(7)),
    **dict.fromkeys(("month", "months"), Fraction(304375, 10_000)),
    **dict.fromkeys(("year", "years"), Fraction(36525, 100)),
}
SIZES: dict[str, Fraction] = {
    "B": Fraction(1),
    "kB": Fraction(10**3),
    "MB": Fraction(10**6),
    "GB": Fraction(10**9),
    "KiB": Fraction(2**10),
    "MiB": Fraction(2**20),
    "GiB": Fraction(2**30),
}
MULTIPLIERS: dict[str, Fraction] = {"k": Fraction(10**3), "M": Fraction(10**6)}
# Words that answers may use for a unit; conditions are told which unit to write.
SPELLINGS = {
    **dict.fromkeys(("msec", "msecs", "millis", "milliseconds"), "ms"),
    **dict.fromkeys(("sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("percent", "pct"), "%"),
    **dict.fromkeys(("w", "wk", "wks"), "weeks"),
    **dict.fromkeys(("y", "yr", "yrs"), "years"),
    **dict.fromkeys(("thousand", "thousands"), "k"),
    **dict.fromkeys(("million", "millions", "mio"), "M"),
}
UNITS: tuple[str, ...] = (*DURATIONS, *SIZES, *MULTIPLIERS, "%")

MOST_CHARACTERS = 30
MOST_DECIMALS = 12  # of a number, so that what is read can be written in as many characters
LARGEST = Fraction(10**15)
UNIT_HELP = {
    "duration": "durations: ms, s, min, h, days, weeks, months, years",
    "size": "sizes: B, kB, MB, GB, KiB, MiB, GiB",
    "percent": "percent: 5 %",
    "number": "numbers: 12000, 12k, 1.5M",
    "money": "amounts: 12000, 12k, 1.5M",
}

_NUMBER = re.compile(r"(\d+(?:\.\d+)?|\.\d+)(?:[eE]([+-]?\d{1,2}))?")
_DOTTED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.])")
_SIGNS = {"€": ("EUR",), "£": ("GBP",), "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD"), "¥": ("JPY", "CNY")}
_PADDED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d\d0(?![\d.])")
_GROUPED = re.compile(r"\d{1,3}(?:[,_ '\u00a0\u202f]\d{3})+(?![\d])")
_QUANTITY = re.compile(r"([+-]?)\s*(\d+(?:\.\d+)?|\.\d+)(?:[eE]([+-]?\d{1,2}))?\s*([A-Za-z%]*)(?:\s+([A-Za-z%]+))?")


class NotAQuantity(ValueError):
    """The text is no number with a unit; `hint` says what to write instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def unit_of(word: str) -> tuple[Fraction, str] | None:
    """Give a unit's factor and kind (number, duration, size, percent), or None where there is no such unit."""
    if word in DURATIONS:
        return DURATIONS[word], "duration"
    if word in SIZES:
        return SIZES[word], "size"
    if word in MULTIPLIERS:
        return MULTIPLIERS[word], "number"
    return (Fraction(1, 100), "percent") if word == "%" else None


def decimal(digits: str, exponent: str | None) -> Fraction:
    """Give the exact value of written digits; the caller has bounded their number."""
    return Fraction(digits) * Fraction(10) ** int(exponent or 0)


def read_quantity(text: str, kind: str, currency: str = "EUR") -> Fraction:
    """Read `12k`, `1,500`, `50 ms`, `6 months`, `5 %` or `80,000 EUR` as a value of `kind`.

    Durations come out in days, sizes in bytes, percent as a share. Raises NotAQuantity with a hint.
    """
    text = text.strip()
    if len(text) > MOST_CHARACTERS:
        raise NotAQuantity(f"a number has at most {MOST_CHARACTERS} characters", UNIT_HELP.get(kind, ""))
    if kind in ("money", "number") and (dotted := padded(text)):
        raise two_ways(dotted)
    plain = _GROUPED.sub(lambda match: re.sub(r"\D", "", match.group()), text)
    if kind == "money":
        plain = _without_currency(plain, currency)
    match = _QUANTITY.fullmatch(plain)
    if not match:
        raise NotAQuantity(f"'{text}' is not a number", UNIT_HELP.get(kind, ""))
    sign, digits, exponent, first, second = match.groups()
    value = decimal(digits, exponent)
    if (value * 10**MOST_DECIMALS).denominator != 1:
        raise NotAQuantity(f"a number has at most {MOST_DECIMALS} decimals", UNIT_HELP.get(kind, ""))
    unit = second if second and first in MULTIPLIERS else first
    unit = SPELLINGS.get(unit, unit)
    if second:
        if first not in MULTIPLIERS:
            raise NotAQuantity(f"'{text}' is not a number", UNIT_HELP.get(kind, ""))
        value *= MULTIPLIERS[first]
    value = _with_unit(value, unit, kind, text)
    value = -value if sign == "-" else value
    if abs(value) > LARGEST and kind != "duration":
        raise NotAQuantity("a number is at most 1e15", UNIT_HELP.get(kind, ""))
    return value


def _without_currency(text: str, currency: str) -> str:
    """Take the rule set's own currency away, as a code or a sign; another one would be another amount."""
    bare = re.sub(rf"(?i)\s*{re.escape(currency)}\s*", "", text)
    for sign, codes in _SIGNS.items():
        bare = re.sub(rf"\s*{re.escape(sign)}\s*", "", bare) if currency in codes else bare
    if re.search(r"[€$£¥]|(?<![A-Za-z])[A-Z]{3}$", bare):
        raise NotAQuantity(f"amounts are in {currency} here", f"write it in {currency}")
    return bare


def refuse_dotted(text: str, kind: str) -> None:
    """Refuse a typed amount or count such as `50.125`, which means fifty thousand and some in half of Europe.

    Raises NotAQuantity. A file is not read so strictly: programs write numbers with three decimals.
    """
    found = _DOTTED.search(text) if kind in ("money", "number") else None
    if found is not None:
        raise two_ways(found.group())


def two_ways(dotted: str) -> NotAQuantity:
    """Make the error for `20.000`, with both ways to write what it may mean."""
    whole = int(dotted.replace(".", ""))
    ways = [
        next((f"{whole // size}{unit}" for unit, size in (("M", 10**6), ("k", 10**3)) if whole % size == 0), str(whole))
    ]
    if dotted.count(".") == 1:
        short = exact(Fraction(dotted))
        ways.append(short if short != dotted else f"{short}0")
    return NotAQuantity(f"'{dotted}' can be read in two ways", f"write {' or '.join(ways)}")


def padded(text: str) -> str:
    """Give the number in a text that only a person writes: three decimals, the last a 0, as in `20.000`; else ""."""
    found = _PADDED.search(text)
    return found.group() if found else ""


def _with_unit(value: Fraction, unit: str, kind: str, text: str) -> Fraction:
    """Apply the unit written behind a number, or say which one is missing or wrong."""
    if unit == "m":
        raise NotAQuantity("a lone 'm' could be minutes, months or millions", "write min, months or M")
    if not unit:
        if kind in ("duration", "size") and value != 0:
            raise NotAQuantity(f"'{text}' needs a unit", UNIT_HELP[kind])
        # A bare 5 for a percentage can only be meant as 5 %.
        return value / 100 if kind == "percent" else value
    found = unit_of(unit)
    if found is None:
        raise NotAQuantity(f"unknown unit '{unit}'", UNIT_HELP.get(kind, ""))
    factor, unit_kind = found
    wanted = "number" if kind == "money" else kind
    if unit_kind != wanted:
        raise NotAQuantity(f"'{unit}' is no unit for this", UNIT_HELP.get(kind, ""))
    return value * factor


def read_range(text: str, kind: str, currency: str = "EUR") -> tuple[Fraction | None, Fraction | None]:
    """Read a value or a range: `12k`, `5k..20k`, `6k to 9k`, `1k..`, `..20 %`, `at least 5`, `under`-free.

    A unit written once behind a range counts for both ends. Raises NotAQuantity.
    """
    text = text.strip()
    parts = re.split(r"\s*\.\.\s*|\s+to\s+|(?<=[\w%])\s*[\u2013\u2014]\s*(?=[\d.])|(?<=[\d%kM])\s*-\s*(?=[\d.])", text)
    if len(parts) == 1:
        value = read_quantity(text, kind, currency)
        return value, value
    if len(parts) != 2:
        raise NotAQuantity(f"'{text}' is not a range", "a range: 5k..20k")
    low, high = parts
    if not low and not high:
        raise NotAQuantity("'..' alone says nothing", "write unknown, or one end: 5k..")
    first = read_quantity(_with_unit_of(low, high), kind, currency) if low else None
    last = read_quantity(high, kind, currency) if high else None
    if first is not None and last is not None and first > last:
        raise NotAQuantity(f"the range '{text}' is reversed", f"write {high}..{low}")
    return first, last


def _with_unit_of(low: str, high: str) -> str:
    """Give the low end the unit of the high end where only that one was written (`1..7 days`)."""
    unit = re.search(r"[A-Za-z%]+$", high.strip())
    bare = re.fullmatch(r"[+-]?[\d.,]+", low.strip())
    if unit and bare and (unit.group() not in MULTIPLIERS or _is_short(low, high)):
        return f"{low} {unit.group()}"
    return low


def _is_short(low: str, high: str) -> bool:
    """Tell whether the low end was meant in the high end's thousands or millions: 2..4k, but not 500..2k."""
    first, last = re.match(r"[\d.]+", low.strip().lstrip("+-")), re.match(r"[\d.]+", high.strip().lstrip("+-"))
    return bool(first and last and Fraction(first.group()) < Fraction(last.group()))


# --- Writing ----------------------------------------------------------------------------------------------------------


def exact(value: Fraction) -> str:
    """Write a number so that reading it gives exactly the same: a decimal where it ends, else a fraction."""
    if value.denominator == 1:
        return str(value.numerator)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = 0
    scaled = value
    while scaled.denominator != 1:
        scaled *= 10
        places += 1
    sign, digits = ("-" if value < 0 else ""), str(abs(scaled.numerator)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def rounded(value: Fraction, digits: int = 2) -> str:
    """Write a number for people: thousands separated; whole from 100 on, else at most `digits` significant decimals."""
    size = abs(value)
    if value.denominator == 1:
        return f"{value.numerator:,}"
    if size >= 100:
        return f"{round(value):,}"
    if size >= 10:
        text = f"{float(value):.1f}"
    elif size >= 1:
        text = f"{float(value):.{1 if _ends_at(value, 1) else digits}f}"
    else:
        text = f"{float(value):.3g}" if size >= Fraction(1, 10000) else f"{float(value):.2e}"
        return text
    return text.rstrip("0").rstrip(".") if "." in text else text


def _ends_at(value: Fraction, places: int) -> bool:
    return bool((value * 10**places).denominator == 1)


_STEPS = ("years", "months", "weeks", "days", "h", "min", "s", "ms")


def written(value: Fraction, kind: str, unit: str = "") -> str:
    """Write a value of a kind as people do: `6,000`, `20 ms`, `3 months`, `5 %`, `1 MB`, `80,000 EUR` (unit: the
    currency).
    """
    if kind == "percent":
        return f"{rounded(value * 100)} %"
    if kind == "duration":
        return _duration(value)
    if kind == "size":
        return _size(value)
    return f"{rounded(value)} {unit}".rstrip()


def _duration(days: Fraction) -> str:
    """Choose the largest unit that keeps the number whole, else the largest that is at least one."""
    if days == 0:
        return "0 days"
    for name in _STEPS:
        count = days / DURATIONS[name]
        if count.denominator == 1 and count >= 1:
            return _counted(count, name)
    for name in _STEPS:
        count = days / DURATIONS[name]
        if count >= 1:
            return _counted(count, name)
    return _counted(days / DURATIONS["ms"], "ms")


def _counted(count: Fraction, name: str, *, plain: bool = False) -> str:
    one = name[:-1] if count == 1 and name.endswith("s") and len(name) > 2 else name
    return f"{count.numerator if plain else rounded(count)} {one}"


def _size(size: Fraction) -> str:
    for name in ("GB", "MB", "kB"):
        if size >= SIZES[name] and (size / SIZES[name] * 100).denominator == 1:
            return f"{rounded(size / SIZES[name])} {name}"
    for name in ("GiB", "MiB", "KiB"):
        if size >= SIZES[name] and (size / SIZES[name]).denominator == 1:
            return f"{rounded(size / SIZES[name])} {name}"
    for name in ("GB", "MB", "kB"):
        if size >= SIZES[name]:
            return f"{rounded(size / SIZES[name])} {name}"
    return f"{rounded(size)} B"


def compact(value: Fraction, kind: str) -> str:
    """Write a value for an answers file: short, and read back exactly (`6000`, `20 ms`, `5 %`, `9k` is not used)."""
    if kind == "percent":
        return f"{exact(value * 100)} %"
    if kind == "duration":
        for name in _STEPS:
            count = value / DURATIONS[name]
            if count.denominator == 1 and (count >= 1 or value == 0):
                return _counted(count, name, plain=True)
        return f"{exact(value / DURATIONS['ms'])} ms"
    if kind == "size":
        for name in ("GB", "MB", "kB", "GiB", "MiB", "KiB"):
            count = value / SIZES[name]
            if count.denominator == 1 and count >= 1:
                return f"{count.numerator} {name}"
        return f"{exact(value)} B"
    return exact(value)
