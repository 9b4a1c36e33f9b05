"""Precision by rule from judged samples: shares, their intervals, and what to conclude."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from newslint.pipeline.resolve import Gate
from newslint.rule import FEWEST_LABELLED
from newslint.shares import lower_bound, wilson
from newslint.sinks.lines import Json, dump_indented
from newslint.sources.sheet import Judged

MOST_NAMED = 20
"""The text names no more contradictions than this; the JSON has them all."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two judgements of one finding that differ; the later one counts."""

    earlier: Judged
    later: Judged


@dataclass
class Count:
    """What was judged of one rule's findings of one status.

    Args:
        findings: how many the runs have, by run.
    """

    rule: str
    name: str
    status: str
    right: int = 0
    wrong: int = 0
    unsure: int = 0
    findings: dict[str, int] = field(default_factory=dict)

    @property
    def decided(self) -> int:
        """Return how many are right or wrong."""
        return self.right + self.wrong

    @property
    def judged(self) -> int:
        """Return how many are judged, those of unsure outcome too."""
        return self.decided + self.unsure

    @property
    def share(self) -> Share | None:
        """Return the share of right ones among the decided, None without any."""
        if not self.decided:
            return None
        return Share(self.right / self.decided, *wilson(self.right, self.decided))

    @property
    def lower(self) -> float:
        """Return the one-sided lower 95 % bound, the one that is measured as confidence."""
        return lower_bound(self.decided, self.wrong)

    @property
    def below_gate(self) -> bool:
        """Tell whether enough repairs are judged, and they are not good enough to be applied."""
        enough = self.decided >= FEWEST_LABELLED
        return self.status == "applied" and enough and self.lower < Gate().confidence


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its two-sided 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Overall:
    """The share of right ones among all findings of some runs.

    Every rule counts as much as it has findings, however many of them were judged.

    Args:
        status: of these, or of all.
        share: the weighted share; None without a decided one.
        findings: findings of the rules that have a decided one.
        undecided: findings of the rules that have none.
        judged: findings that were judged right or wrong.
    """

    status: str
    share: Share | None
    findings: int
    undecided: int
    judged: int


@dataclass(frozen=True)
class Precision:
    """What judged sheets say.

    Args:
        counts: by rule and status, in order.
        overall: applied repairs, open findings, both.
        contradictions: in the order they were met.
        unjudged: findings of the sheets without a judgement.
    """

    counts: tuple[Count, ...]
    overall: tuple[Overall, ...]
    contradictions: tuple[Contradiction, ...]
    unjudged: int


def precision(lines: Iterable[Judged]) -> Precision:
    """Return what judged lines say; of two judgements of one finding the later counts."""
    latest: dict[str, Judged] = {}
    contradictions: list[Contradiction] = []
    for line in lines:
        known = latest.get(line.id)
        if known is not None and known.judgement is not None:
            if line.judgement is None:
                continue
            if line.judgement != known.judgement:
                contradictions.append(Contradiction(known, line))
        latest[line.id] = line
    by_rule: dict[tuple[str, str], Count] = {}
    by_run: dict[tuple[str, str, str], Count] = {}
    for line in latest.values():
        key = (line.rule, line.status)
        whole = by_rule.setdefault(key, Count(line.rule, line.name, line.status))
        part = by_run.setdefault((line.run, *key), Count(line.rule, line.name, line.status))
        for count in (whole, part):
            count.findings[line.run] = max(line.of, count.findings.get(line.run, 0))
            _add(count, line)
    overall = [
        _overall(status, [one for one in by_run.values() if status in (one.status, "all")])
        for status in ("applied", "open", "all")
    ]
    return Precision(
        tuple(by_rule[key] for key in sorted(by_rule)),
        tuple(one for one in overall if one.findings or one.undecided),
        tuple(contradictions),
        sum(line.judgement is None for line in latest.values()),
    )


def _add(count: Count, line: Judged) -> None:
    count.right += line.judgement == "right"
    count.wrong += line.judgement == "wrong"
    count.unsure += line.judgement == "unsure"


def _overall(status: str, strata: Sequence[Count]) -> Overall:
    """Return the share over strata, each weighted by its findings.

    The interval is Wilson's for Kish's effective sample size, which unequal weights make smaller
    than the number judged (Kish 1965, Survey Sampling).
    """
    decided = [(sum(one.findings.values()), one) for one in strata if one.decided]
    findings = sum(weight for weight, _ in decided)
    undecided = sum(sum(one.findings.values()) for one in strata if not one.decided)
    if not decided:
        return Overall(status, None, 0, undecided, 0)
    value = sum(weight * one.right / one.decided for weight, one in decided) / findings
    effective = findings**2 / sum(weight**2 / one.decided for weight, one in decided)
    share = Share(value, *wilson(value * effective, effective))
    judged = sum(one.decided for _, one in decided)
    return Overall(status, share, findings, undecided, judged)


def text(found: Precision) -> Iterator[str]:
    """Yield the lines of a table for a person."""
    if not any(count.judged for count in found.counts):
        yield f"nothing judged yet: {found.unjudged:,} findings of the sheets have no judgement"
        return
    yield (
        f"{'rule':<8} {'name':<24} {'status':<8} {'findings':>8} {'judged':>6} {'right':>6} "
        f"{'wrong':>6} {'unsure':>6}  precision  95 % interval  at least"
    )
    for count in found.counts:
        row = (
            f"{count.rule:<8} {count.name:<24} {count.status:<8} "
            f"{sum(count.findings.values()):>8,} {count.judged:>6,} {count.right:>6,} "
            f"{count.wrong:>6,} {count.unsure:>6,}"
        )
        share = count.share
        yield row + (f"  {_shares(share)}  {count.lower:>8.3f}" if share else "")
    yield ""
    for overall in found.overall:
        if overall.share is not None:
            yield (
                f"{_WHOLE[overall.status]}: precision {overall.share.value:.3f} "
                f"({overall.share.low:.3f}-{overall.share.high:.3f}), weighted by rule, "
                f"{overall.judged:,} decided of {overall.findings:,}"
                + (f"; {overall.undecided:,} of undecided rules left out" * bool(overall.undecided))
            )
    if found.unjudged:
        yield f"{found.unjudged:,} findings of the sheets have no judgement yet"
    if found.contradictions:
        yield f"{len(found.contradictions):,} contradictory judgements, the later one counts:"
        yield from map(_contradiction, found.contradictions[:MOST_NAMED])
        if len(found.contradictions) > MOST_NAMED:
            yield f"  and {len(found.contradictions) - MOST_NAMED:,} more: --output-format json"
    for count in found.counts:
        if count.below_gate:
            yield (
                f"{count.rule} {count.name} is below the gate: at least {count.lower:.3f} of its "
                f"repairs are right, {Gate().confidence:g} is asked; leave them out with "
                f"--ignore {count.rule}, or report the wrong ones"
            )


_WHOLE = {"applied": "applied repairs", "open": "open findings", "all": "all"}


def _shares(share: Share) -> str:
    return f"{share.value:>9.3f}  {share.low:>6.3f}-{share.high:.3f}"


def _contradiction(one: Contradiction) -> str:
    earlier, later = one.earlier, one.later
    return (
        f"  {later.id} {later.rule}: {earlier.judgement} at {earlier.where}, "
        f"{later.judgement} at {later.where}"
    )


def as_json(found: Precision) -> str:
    """Return the same as JSON."""
    return dump_indented(
        {
            "rules": [_rule(count) for count in found.counts],
            "overall": [
                {
                    "status": one.status,
                    "findings": one.findings,
                    "left_out": one.undecided,
                    "decided": one.judged,
                    **_share(one.share),
                }
                for one in found.overall
            ],
            "unjudged": found.unjudged,
            "contradictions": [
                {
                    "id": one.later.id,
                    "rule": one.later.rule,
                    "earlier": {"where": one.earlier.where, "judgement": one.earlier.judgement},
                    "later": {"where": one.later.where, "judgement": one.later.judgement},
                }
                for one in found.contradictions
            ],
            "gate": Gate().confidence,
            "below_gate": [count.rule for count in found.counts if count.below_gate],
        }
    )


def _rule(count: Count) -> dict[str, Json]:
    return {
        "rule": count.rule,
        "name": count.name,
        "status": count.status,
        "findings": sum(count.findings.values()),
        "judged": count.judged,
        "right": count.right,
        "wrong": count.wrong,
        "unsure": count.unsure,
        **_share(count.share),
        "lower": count.lower if count.decided else None,
    }


def _share(share: Share | None) -> dict[str, Json]:
    if share is None:
        return {"precision": None, "interval": None}
    low, high = round(share.low, 4), round(share.high, 4)
    return {"precision": round(share.value, 4), "interval": [low, high]}
