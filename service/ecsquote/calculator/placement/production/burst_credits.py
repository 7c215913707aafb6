"""Surplus CPU credits of burstable instances through the month, by what their tasks reserve."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import numpy as np

from ecsquote.calculator.placement.production.request import BurstTerms
from ecsquote.calculator.placement.search.arrays import IntArray
from ecsquote.units import CPU_UNITS_PER_VCPU

CREDIT_HOURS = 24
"""Unlimited mode averages CPU use over 24 hours, or the instance's life if that is shorter.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode-concepts.html
"""


def surplus_vcpu_hours(
    used: Sequence[IntArray], hours: Sequence[Fraction], terms: BurstTerms, average_percent: Fraction
) -> Fraction:
    """vCPU-hours above the baseline in one round of the loads.

    `used`: for each load the CPU units that the tasks of each instance reserve. Each instance's use and baseline are
    summed over windows of 24 hours. Which instance of one hour is which of the next is our assumption: the busiest is
    the busiest again.
    """
    factor, baseline = Fraction(average_percent) / 100, Fraction(terms.baseline_cpu_units)
    scale = lcm(factor.denominator, baseline.denominator)
    above = [
        np.sort(units)[::-1] * (factor.numerator * scale // factor.denominator)
        - baseline.numerator * scale // baseline.denominator
        for units in used
    ]
    total = sum((_surplus(above, window) for window in _windows(hours)), Fraction(0))
    return total / scale / CPU_UNITS_PER_VCPU


def least_surplus_vcpu_hours(
    used: Sequence[int], counts: Sequence[int], hours: Sequence[Fraction], terms: BurstTerms, average_percent: Fraction
) -> Fraction:
    """A bound: what all instances use together above what their baselines allow together."""
    factor, baseline = Fraction(average_percent) / 100, Fraction(terms.baseline_cpu_units)
    total = Fraction(0)
    for window in _windows(hours):
        above = sum((share * (used[load] * factor - counts[load] * baseline) for load, share in window), Fraction(0))
        total += max(above, Fraction(0))
    return total / CPU_UNITS_PER_VCPU


def _windows(hours: Sequence[Fraction]) -> list[list[tuple[int, Fraction]]]:
    """The cycle cut into days: for each the loads and their hours in it. A steady load is one window."""
    if len(hours) == 1:
        return [[(0, hours[0])]]
    windows: list[list[tuple[int, Fraction]]] = [[]]
    left = Fraction(CREDIT_HOURS)
    for load, length in enumerate(hours):
        rest = Fraction(length)
        while rest > 0:
            part = min(rest, left)
            windows[-1].append((load, part))
            rest, left = rest - part, left - part
            if not left:
                windows.append([])
                left = Fraction(CREDIT_HOURS)
    return [window for window in windows if window]


def _surplus(above: Sequence[IntArray], window: Sequence[tuple[int, Fraction]]) -> Fraction:
    """The clipped sum over instances, the busiest of each load together."""
    scale = lcm(*(share.denominator for _, share in window))
    total = [0] * max(len(above[load]) for load, _ in window)
    for load, share in window:
        factor = share.numerator * scale // share.denominator
        for place, units in enumerate(above[load].tolist()):
            total[place] += units * factor
    return Fraction(sum(max(each, 0) for each in total), scale)
