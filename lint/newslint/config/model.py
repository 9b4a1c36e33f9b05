"""What a configuration file may say, one field a key; the schema is made from these classes.

A key is the field's name with - for _.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

Spacing = Literal["keep", "none", "space"]
Quotes = Literal["keep", "curly", "corner"]
Brackets = Literal["full", "half", "keep"]
Indent = Literal["keep", "strip"]
Profile = Literal["news", "web", "pangu", "traditional"]
LevelName = Literal["error", "warning", "info"]
FailLevel = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest number that a key takes."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Policies:
    """House policies; a policy that is not set is what the profile says.

    Args:
        spacing: Spaces between Han and Latin words: keep them, none, or one space.
        quotes: Quotation marks: keep them, curly (“ ”) or corner (「 」).
        brackets: Round brackets in Chinese text: full width, half width, or keep them.
        indent: Paragraph indents of ideographic spaces: keep or strip them.
    """

    spacing: Spacing | None = None
    quotes: Quotes | None = None
    brackets: Brackets | None = None
    indent: Indent | None = None


PROFILES: Mapping[str, Policies] = {
    "news": Policies("keep", "keep", "full", "keep"),
    "web": Policies("keep", "keep", "full", "strip"),
    "pangu": Policies("space", "keep", "full", "keep"),
    "traditional": Policies("keep", "corner", "full", "keep"),
}
"""What each profile sets."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is right in this house although a rule may doubt it, and what is wrong.

    Args:
        words: Words that rules which doubt words (OCR, MIX, DUP004) leave alone.
        names_file: A UTF-8 file with one such word a line, relative to the configuration file.
        confusions: Wrong forms and what they stand for; repaired safely, on your word, by OCR001.
        ignore_spans: Regular expressions; no rule touches what they match.
    """

    words: tuple[str, ...] = ()
    names_file: str | None = None
    confusions: Mapping[str, str] = field(default_factory=dict)
    ignore_spans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleTable:
    """What is set for one rule.

    Args:
        level: How much its findings weigh; the rule's own level when it is not set.
        options: The rule's own options, as read from the file.
    """

    level: LevelName | None = None
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Config:
    """Configuration of newslint.

    Args:
        profile: The set of house policies to start from.
        select: Only these rules: codes, beginnings of codes, names, or ALL.
        extend_select: These rules too.
        ignore: Not these rules.
        per_file_ignores: Path patterns and the rules whose findings are set aside there.
        fail_level: The lowest level of a finding that makes check exit with 1.
        confidence: The lower 95 % bound that a safe repair must reach to be applied.
        text_field: The field of a row that holds its text: a name or a JSON pointer.
        encoding: The codec of the input; found by default.
        lm: The model that judges characters: base, off, a model file relative to the working
            directory, or auto, by which clean trains on what it cleans and the rest use the base.
        scorer: The masked language model that reads suspicious places once more: off, onnx:PATH
            or hf:NAME_OR_PATH, the path relative to the working directory.
        policies: House policies; they win over the profile.
        lexicon: Words, corrections and spans of this house.
        rules: Level and options of single rules, by code or name.
    """

    profile: Profile = "news"
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fail_level: FailLevel = "warning"
    confidence: Annotated[float, Bounds(0, 1)] = 0.95
    text_field: str = "text"
    encoding: str | None = None
    lm: str = "auto"
    scorer: str = "off"
    policies: Policies = Policies()
    lexicon: Lexicon = Lexicon()
    rules: Mapping[str, RuleTable] = field(default_factory=dict)
