"""Findings for programs: one JSON object a line."""

from __future__ import annotations

from newslint.reports.finding import Located
from newslint.sinks.lines import Json, dump


def line(found: Located) -> str:
    """Return a finding as a JSON object; offsets are code points of the decoded source."""
    finding = found.finding
    fix = finding.fix
    value: dict[str, Json] = {
        "path": found.path,
        "row": found.row,
        "field": found.field,
        "code": finding.rule,
        "name": finding.name,
        "level": finding.level.label,
        "message": finding.message,
        "start": found.span.start,
        "end": found.span.end,
        "line": found.start.line,
        "column": found.start.column,
        "end_line": found.end.line,
        "end_column": found.end.column,
        "text": found.text,
        "safety": finding.safety.label,
        "confidence": round(fix.confidence, 4) if fix else None,
        "contract": fix.contract.name if fix else None,
        "candidates": list(finding.candidates),
        "edits": [
            {
                "start": edit.span.start,
                "end": edit.span.end,
                "old": edit.old,
                "new": edit.new,
            }
            for edit in found.edits
        ],
        "evidence": [{"label": one.label, "value": one.value} for one in finding.evidence],
        "key": finding.key,
    }
    return dump(value)
