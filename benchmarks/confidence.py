"""Measures how often the fixes of each rule are right, and writes confidence.json.

    python benchmarks/confidence.py --lm DIR --ocr DIR [--write]

Labelled hits come from four sources, none counted twice at the same place:
seeds    gold rows of the seed pages; a hit beside all of them is wrong.
ocr      real OCR pages with their truth; so here. The rows of OCR001 whose source is ocr-dev
         were found on these pages: what they hit there is no independent evidence.
planted  defects put into edited news, judged for the rule they were made for: on pages
         (confidence_pages.py) or one in a line (plants/).
clean    edited news as it is, 6 to 12 paragraphs a page: every hit is wrong.

Edited news has slips of its own, and so has the truth of the OCR pages. Hits that were read
stand in read_hits.tsv by code and key, with a verdict that goes before that of the labels: right
when the text is defective by GB/T 15834 or 15835 or the rule's page and the fix gives what should
stand there, wrong when in doubt. Each was read, but for most of PUN001's, which were judged by
class once a sample had been read without an exception:
- , : ; ! ? after Han or a closing mark, before Han, an opening mark, a digit or a Latin letter,
  with a space behind it or none (1,098 hits, 149 read);
- round brackets with Han in them, or after Han, a closing mark or %, with a space before them or
  none (2,448 hits, 230 read).
The keys belong to seed 0; a hit that was not read is wrong.

The bound is the one-sided 95 % Clopper-Pearson bound of all sources together, or of those that
are real (seeds, ocr, clean) when seeds and OCR pages hold 59 hits and it is lower.
"""

from __future__ import annotations

import argparse
import json
import pkgutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from random import Random

import plants
from confidence_judge import REAL, Tally, measured, read_hits
from confidence_pages import (
    column_breaks,
    confused_words,
    doubled_word,
    english_connectives,
    groups,
    halfwidth_marks,
    lines_of,
    ocr_pages,
    page_of,
    planted_pages,
    repeated_paragraphs,
    seed_pages,
    untidy_pages,
    whole,
    wrapped_pages,
)
from newslint.rule import Measured, Rule, load_packs
from newslint.shares import lower_bound
from newslint.text.edit import Safety
from plants.policy import POLICIES, Planter

ROOT = Path(__file__).resolve().parent.parent
CONFIDENCE = ROOT / "rules" / "newslint_rules" / "confidence.json"
READ = Path(__file__).resolve().parent / "read_hits.tsv"
SAMPLED = 4_200_000
"""Characters of train read as they are."""

PLANTED = 1_200_000
"""Characters of train that defects are planted in, beside dev."""

PLANTED_LINES = 2_000
"""Lines that each planter of plants/ damages, where so many take its defect."""


def planters() -> Iterator[tuple[str, dict[str, str], Planter]]:
    """Yield the planters of lines: code, options that the rule needs, planter."""
    for module in sorted(one.name for one in pkgutil.iter_modules(plants.__path__)):
        for code, planter in getattr(import_module(f"plants.{module}"), "PLANTS", {}).items():
            yield code, {}, planter
    yield from POLICIES


def with_options(rule: Rule, options: dict[str, str]) -> Rule:
    """Return a rule with some options set."""
    if not options or rule.options is None:
        return rule
    chosen: object = replace(rule.options, **options)  # type: ignore[type-var]
    return replace(rule, options=chosen)


def report(tally: Tally, codes: Sequence[str], shown: int) -> Iterator[str]:
    """Yield the lines of the table, then samples of wrong and unknown hits."""
    yield f"{'rule':8}{'safety':8}{'source':10}{'n':>8}{'wrong':>8}{'lower':>9}"
    for code in codes:
        for safety in (Safety.SAFE, Safety.ASK):
            row = measured(tally, code, safety)
            if row is None:
                continue
            for source in (*REAL, "planted"):
                n, wrong = tally.total(code, safety, (source,))
                if n:
                    bound = lower_bound(n, wrong)
                    yield f"{code:8}{safety.label:8}{source:10}{n:8}{wrong:8}{bound:9.4f}"
            yield f"{code:8}{safety.label:8}{'WRITTEN':10}{row.n:8}{row.wrong:8}{row.lower:9.4f}"
        if tally.planted[code]:
            hits = sum(tally.total(code, safety, ("planted",))[0] for safety in Safety)
            yield f"{code:8}planted {tally.planted[code]}, hits {hits}"
    for key, contexts in sorted(tally.shown.items(), key=str):
        code, safety, source, right = key
        limit = 30 if right is None else shown
        label = "unknown" if right is None else "wrong"
        yield f"\n{code} {safety.label} {source}: {len(contexts)} {label}"
        yield from Random(0).sample(contexts, min(limit, len(contexts)))


def measure(lm: Path, ocr: Path, gold: Path, seed: int) -> tuple[Tally, list[str]]:
    """Return the counts of all sources, and the codes of the rules."""
    surest = {one.label: Measured(10**6, 0, 1.0, "assumed") for one in (Safety.SAFE, Safety.ASK)}
    rules = [replace(rule, measured=surest) for rule in load_packs()]
    rng = Random(seed)
    dev = lines_of(lm / "dev.txt.zst", None, rng)
    train = lines_of(lm / "train.txt.zst", SAMPLED + PLANTED, rng)
    dev, train = [line for line in dev if whole(line)], [line for line in train if whole(line)]
    size = index = 0
    while size < PLANTED:
        size += len(train[index])
        index += 1
    lines = dev + train[:index]
    rng.shuffle(lines)
    tally = Tally(read_hits(READ))
    tally.add(seed_pages(gold, ROOT / "seeds"), rules)
    tally.add(ocr_pages(ocr), rules)
    for code, planter in (
        ("PUN001", halfwidth_marks),
        ("MIX001", english_connectives),
        ("DUP004", doubled_word),
        ("LAY001", column_breaks),
    ):
        tally.add(planted_pages(lines, code, planter, Random(f"{code} {seed}")), rules)
    tally.add(repeated_paragraphs(lines, Random(f"DUP001 {seed}")), rules)
    tally.add(wrapped_pages(lines, Random(f"LAY002 {seed}")), rules)
    tally.add(untidy_pages(lines, Random(f"LAY005 {seed}")), rules)
    tally.add(confused_words(dev + train, 6, Random(f"OCR001 {seed}")), rules)
    by_code = {rule.code: rule for rule in rules}
    for code, options, one in planters():
        rng = Random(f"{code} {options} {seed}")
        rest = rng.sample(dev, len(dev)) + train
        tally.add_lines(rest, one, with_options(by_code[code], options), PLANTED_LINES, rng)
    clean = groups(dev + train[index:], Random(f"clean {seed}"))
    tally.add((page_of([(line, ()) for line in group], "clean") for group in clean), rules)
    return tally, [rule.code for rule in rules]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--lm", type=Path, required=True, help="holds train.txt.zst, dev.txt.zst")
    parser.add_argument("--ocr", type=Path, required=True, help="holds dev.docs.jsonl, dev.gold")
    parser.add_argument("--gold", type=Path, default=ROOT / "tests" / "gold")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=0, help="wrong hits to print of each kind")
    parser.add_argument("--write", action="store_true", help="write confidence.json")
    options = parser.parse_args()
    tally, codes = measure(options.lm, options.ocr, options.gold, options.seed)
    print("\n".join(report(tally, codes, options.show)))
    if options.write:
        rows: dict[str, dict[str, dict[str, object]]] = {}
        for code in codes:
            for safety in (Safety.SAFE, Safety.ASK):
                row = measured(tally, code, safety)
                if row is not None:
                    facts = {"n": row.n, "wrong": row.wrong, "lower": row.lower, "set": row.data}
                    rows.setdefault(code, {})[safety.label] = facts
        text = json.dumps(rows, ensure_ascii=False, indent=2, sort_keys=True)
        CONFIDENCE.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
