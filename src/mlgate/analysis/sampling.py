"""Options of variables in, thousands of decided worlds out, drawn at random but the same each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from random import Random

from mlgate.analysis.axes import Option, in_arithmetic, sample_values
from mlgate.analysis.worlds import Part
from mlgate.assessment.plan import Plan
from mlgate.assessment.ranges import point

TUPLES = 48  # joint values of the numbers in formulas, so that a formula is computed a few times only

# What every variable can be; and the same shared out among many worlds, a bit a world.
Domain = Mapping[int, Sequence[Option]]
Layout = dict[int, list[Part]]


def at_random(plan: Plan, domain: Domain, size: int, generator: Random) -> Layout:
    """Share worlds out among the options of a domain; the inputs of formulas are drawn together."""
    arithmetic = in_arithmetic(plan)
    joint = {number: some for number, some in domain.items() if some and number in arithmetic}
    # Drawn first, so that pools of every size have the same ones and a formula is remembered from one to the next.
    places = [range(len(some)) for some in joint.values()]
    tuples = [tuple(map(generator.choice, places)) for _ in range(TUPLES)]
    layout = {number: _shared(some, size, generator) for number, some in domain.items() if some and number not in joint}
    if joint:
        shares = _shared([Option(1 << step, None) for step in range(TUPLES)], size, generator)
        for axis, (number, options) in enumerate(joint.items()):
            bits: dict[int, int] = {}
            for share in shares:
                place = tuples[share.mask.bit_length() - 1][axis]
                bits[place] = bits.get(place, 0) | share.bits
            layout[number] = [Part(options[place].mask, options[place].range, own) for place, own in bits.items()]
    return layout


def _shared(options: Sequence[Option], size: int, generator: Random) -> list[Part]:
    """Share worlds out among options by random halving."""
    waiting = [(list(options), (1 << size) - 1)]
    parts = []
    while waiting:
        some, bits = waiting.pop()
        if len(some) == 1:
            parts.append(Part(some[0].mask, some[0].range, bits))
            continue
        half = len(some) // 2
        chosen = generator.getrandbits(size)
        if len(some) % 2:  # the larger half gets three of four
            chosen &= generator.getrandbits(size)
        waiting.append((some[:half], bits & chosen))
        waiting.append((some[half:], bits & ~chosen))
    return parts


@lru_cache(maxsize=4096)
def samples_of(option: Option, whole: bool) -> tuple[Option, ...]:
    """Give a few single numbers of an option."""
    assert option.range is not None
    return tuple(Option(option.mask, point(value)) for value in sample_values(option.range, whole)) or (option,)
