"""Intervals of measured shares: how far the truth may be from right / n."""

from __future__ import annotations

import math

TWO_SIDED_95 = 1.959964
"""Quantile of the normal distribution for a two-sided 95 % interval."""


def wilson(right: float, of: float, z: float = TWO_SIDED_95) -> tuple[float, float]:
    """Return Wilson's score interval of a share (Wilson 1927); `of` is above 0.

    With weighted hits `of` is their effective number, which need not be whole.
    """
    share = right / of
    middle = share + z * z / (2 * of)
    reach = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def lower_bound(n: int, wrong: int) -> float:
    """Return the one-sided 95 % Clopper-Pearson lower bound of the share of right hits.

    It is the share at which `wrong` or fewer wrong hits of n have probability 0.05; rounded down
    to four digits.
    """
    if wrong >= n:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(60):
        share = (low + high) / 2
        if _at_most(wrong, n, 1 - share) < 0.05:
            low = share
        else:
            high = share
    return math.floor(low * 10_000) / 10_000


def _at_most(wrong: int, n: int, share: float) -> float:
    """Return the probability of at most `wrong` of n with each of probability `share`."""
    if not 0 < share < 1:
        return float(share <= 0)
    logs = [
        math.lgamma(n + 1)
        - math.lgamma(k + 1)
        - math.lgamma(n - k + 1)
        + k * math.log(share)
        + (n - k) * math.log1p(-share)
        for k in range(wrong + 1)
    ]
    top = max(logs)
    return math.exp(top) * math.fsum(math.exp(one - top) for one in logs)
