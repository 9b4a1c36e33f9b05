"""Hand-made mistakes in applying, undoing and choosing edits; each must be caught."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """A mistake: in `module`, `old`, which stands there once, is written as `new`."""

    module: str
    old: str
    new: str
    breaks: str


def _in(module: str, *rows: tuple[str, str, str]) -> list[Mutant]:
    return [Mutant(module, old, new, breaks) for old, new, breaks in rows]


MUTANTS: list[Mutant] = [
    *_in(
        "newslint.text.log",
        ("a.meets(b)", "a.overlaps(b)", "two edits may start at the same place"),
        ("b < a or ", "", "edits may stand out of order"),
        (
            "found != edit.old or edit.span.end > len(text)",
            "found != edit.old",
            "an insertion behind the end is applied",
        ),
        (
            "found != edit.old or edit.span.end > len(text)",
            "edit.span.end > len(text)",
            "a step is applied to another text",
        ),
        (
            "            position = edit.span.end\n",
            "            position = edit.span.start\n",
            "replaced text stays",
        ),
        (
            "text[start:end] != edit.new or end > len(text)",
            "text[start:end] != edit.new",
            "a deletion behind the end is reverted",
        ),
        (
            "text[start:end] != edit.new or end > len(text)",
            "end > len(text)",
            "a step is reverted in another text",
        ),
        ("parts.append(edit.old)", "parts.append(edit.new)", "undo keeps what was written"),
        (
            "(change.edit.growth for change in self.changes), initial=0",
            "(len(change.edit.new) for change in self.changes), initial=0",
            "later edits are looked for too far behind",
        ),
        (
            "start + len(change.edit.new)",
            "start + len(change.edit.old)",
            "written text is taken to be as long as the old one",
        ),
        (
            "last = bisect_right(starts, span.start) - 1",
            "last = bisect_left(starts, span.start) - 1",
            "a span that starts where an edit starts is mapped past it",
        ),
        (
            "elif span.start < ends[last]:",
            "elif span.start <= ends[last]:",
            "a span right behind an edit is drawn into it",
        ),
        (
            "first = bisect_left(ends, span.end)\n    if",
            "first = bisect_right(ends, span.end)\n    if",
            "a span that ends where an edit ends loses it",
        ),
        (
            "starts[first] < span.end:\n        end = new_ends",
            "starts[first] <= span.end:\n        end = new_ends",
            "an insertion at a border is drawn into the span",
        ),
        (
            "first = bisect_right(self._after_ends, span.start)",
            "first = bisect_left(self._after_ends, span.start)",
            "text beside written text counts as born",
        ),
        (
            "return bool(span) and any(",
            "return any(",
            "an empty span inside written text holds a character",
        ),
        (
            "cuts = [span.start, *self._after_starts[first:last], span.end]",
            "cuts = [span.start, span.end]",
            "deleted text makes its neighbours born",
        ),
        (
            "            text = step.revert(text)\n        return text",
            "            text = step.revert(text)\n        return text or self.text",
            "an empty source is not restored",
        ),
        (
            "for step in reversed(self.steps):\n            text",
            "for step in self.steps:\n            text",
            "undo starts with the first step",
        ),
        (
            "for step in reversed(self.steps[: len(self.steps) if revision is None else revision])",
            "for step in reversed(self.steps)",
            "the origin of a place in an early revision goes through later steps",
        ),
        (
            "spans[at + 1] = self.steps[at].whole_after(spans[at + 1])",
            "pass",
            "a lifted edit loses the other half of an insertion",
        ),
        (
            "spans[at] = self.steps[at].whole_before(spans[at])",
            "pass",
            "a lifted edit holds half of a deletion",
        ),
        (
            "new = text[whole.start : edit.span.start] + edit.new",
            "new = edit.new",
            "a lifted edit loses the repaired text before it",
        ),
        (
            "+ text[edit.span.end : whole.end]",
            "",
            "a lifted edit loses the repaired text behind it",
        ),
        (
            "merged and span.start <= merged[-1][0].end:",
            "merged and span.start < merged[-1][0].end:",
            "regions that touch stay apart",
        ),
        ("            shift += growth\n", "            shift = growth\n", "regions drift"),
        (
            "_with_group(step, asked | _touching(step, patches))",
            "asked | _touching(step, patches)",
            "a fix is torn apart",
        ),
        (
            "_with_group(step, asked | _touching(step, patches))",
            "_with_group(step, asked)",
            "edits of taken-back text stay",
        ),
        ("sorted(gone - asked)", "sorted(gone)", "unwanted edits count as dependent"),
        (
            "dependent += [Address(number, place)",
            "dependent += [Address(len(kept_steps), place)",
            "dependent edits are named by the steps of the new log",
        ),
        (
            "(span.start == patch.start or span.end == patch.end)",
            "span.start == patch.start",
            "an insertion right behind taken-back text stays",
        ),
        (
            "(span.start == patch.start or span.end == patch.end)",
            "span.end == patch.end",
            "an insertion right before taken-back text stays",
        ),
        (
            "patches[at].span.end < span.start:",
            "patches[at].span.end <= span.start:",
            "an edit that touches taken-back text stays",
        ),
        (
            "patches[at].span.end <= edit.span.start:",
            "patches[at].span.end < edit.span.start:",
            "an edit right behind taken-back text is not moved",
        ),
        (
            "shift += len(patches[at].new) - len(patches[at].span)",
            "shift -= len(patches[at].new) - len(patches[at].span)",
            "edits are moved the wrong way",
        ),
        (
            "Span(span.start + self._grown[first], ",
            "Span(span.start + self._grown[last], ",
            "taken-back text is looked for behind its place",
        ),
        (
            "and last in gone and self._starts[last] <= span.end",
            "and self._starts[last] <= span.end",
            "an edit that stays counts as taken back",
        ),
        (
            "patches[at].span.end <= span.end:\n            parts",
            "patches[at].span.end < span.end:\n            parts",
            "taken-back text at the end of a place is forgotten",
        ),
        (
            "if patch.span or patch.new:",
            "if patch.span:",
            "restored deletions are forgotten",
        ),
        (
            "if patch.span or patch.new:",
            "if True:",
            "an insertion of nothing pulls later edits with it",
        ),
    ),
    *_in(
        "newslint.text.newlines",
        (r'r"\r\n|\r|\n"', r'r"\r|\r\n|\n"', "a Windows line end is two"),
        ("style = max(", "style = min(", "the rarest line end is the style"),
        (
            'return {"crlf": "\\r\\n", "cr": "\\r"}.get(self.style, "\\n")',
            'return "\\n"',
            "written line ends are not the file's",
        ),
        ("or all(len(end) == 1", "or any(len(end) == 1", "one lone line end hides the others"),
        (
            "self._extra[bisect_left(self._ends, folded)]",
            "self._extra[bisect_left(self._ends, folded + 1)]",
            "a line end starts in its middle",
        ),
        (
            "Places(folded, Newlines(newlines.style, tuple(ends)))",
            "Places(folded, newlines)",
            "places are those of the first revision",
        ),
        (
            'seen += kept + edit.old.count("\\n")',
            "seen += kept",
            "deleted line ends shift the rest",
        ),
        (
            'next_ends += [default] * edit.new.count("\\n")',
            'next_ends += ["\\n"] * edit.new.count("\\n")',
            "written line ends are remembered wrongly",
        ),
        (
            'edit.new.replace("\\n", default)',
            "edit.new",
            "line ends are written in the folded style",
        ),
        ("    next_ends += ends[seen:]\n", "", "line ends behind the last edit are forgotten"),
        ("position = edit.span.end", "position = edit.span.start", "line ends are counted twice"),
        (
            "        ends, written = _written(step, folded,",
            "        _, written = _written(step, folded,",
            "the line ends of the first revision are used for all",
        ),
        ("written.append(before_it + ", "written.append(", "a lone CR joins the LF behind it"),
        (" + behind_it)", ")", "a written CR joins the LF behind it"),
        (
            '    ends[before - 1] = "\\r\\n"\n',
            "",
            "a parted line end is remembered in its old length",
        ),
        ('!= ["\\r", "\\n"]', '!= ["\\n", "\\r"]', "the wrong line ends are parted"),
        ("grown += edit.growth", "grown = edit.growth", "borders are looked for at wrong places"),
        ("(first, last) in zip", "(last, first) in zip", "borders are mixed up"),
    ),
    *_in(
        "newslint.pipeline.resolve",
        ("fix.safety < self.safety", "fix.safety <= self.safety", "the gate shuts out its own"),
        (
            "return fix.safety < Safety.SAFE or fix.confidence >= self.confidence",
            "return fix.confidence >= self.confidence",
            "fixes that ask must prove what they cannot",
        ),
        (
            "return fix.safety < Safety.SAFE or fix.confidence >= self.confidence",
            "return True",
            "unsure fixes pass",
        ),
        (
            "if span.meets(Span(start, end)):",
            "if span.overlaps(Span(start, end)):",
            "two fixes insert at one place",
        ),
        (
            "self.spans[max(0, at - 1) : at + 1]",
            "self.spans[at : at + 1]",
            "a taken edit before the span is not seen",
        ),
        (
            "self.spans[max(0, at - 1) : at + 1]",
            "self.spans[max(0, at - 1) : at]",
            "a taken edit behind the span's start is not seen",
        ),
        (
            "taken.winner(edit.span) or taken.guardian(edit.span)",
            "taken.winner(edit.span)",
            "two copies justify each other's deletion",
        ),
        (
            "return taken.winner(fix.contract.kept)",
            "return None",
            "a copy whose original changes is refused for good",
        ),
        (
            "self.longest_kept = max(self.longest_kept, len(kept))",
            "self.longest_kept = 0",
            "a long original is not guarded",
        ),
        (
            "(kept.start, kept.end, owner)",
            "(kept.start, kept.start, owner)",
            "only the start of an original is guarded",
        ),
        ("        -fix.safety,", "        fix.safety,", "asking fixes go before safe ones"),
        ("        -fix.confidence,", "        fix.confidence,", "unsure fixes go first"),
        ("        -len(fix.span),", "        len(fix.span),", "short fixes go first"),
        (
            "        tuple((edit.span, edit.old, edit.new) for edit in fix.edits),",
            "        (),",
            "the order of the findings decides",
        ),
        (
            "_misplaced(fix, log.text) or ",
            "",
            "a fix of another text stops the run",
        ),
        (
            "refused.append(Refused(finding, reason))\n            continue",
            "refused.append(Refused(finding, reason))",
            "a fix with a broken contract is applied",
        ),
        (
            "deferred.append(Deferred(finding, winner))",
            "deferred.append(Deferred(winner, finding))",
            "the winner is said to wait",
        ),
        (
            "deferred.append(Deferred(finding, winner))",
            "pass",
            "a fix is dropped without a record",
        ),
        (
            "group = taken.add(finding, fix)",
            "group = taken.add(finding, fix) // 2",
            "two fixes share a group",
        ),
        (
            "    changes.sort(key=lambda change: change.edit.span)\n",
            "",
            "the step is not in order",
        ),
        (
            "for edit in fix.edits:\n            insort(self.spans",
            "for edit in fix.edits[:1]:\n            insort(self.spans",
            "only the first edit of a fix is taken",
        ),
    ),
]
