"""The text of a first configuration file: every key with its default, and what it means."""

from __future__ import annotations

import regex

STARTER = """\
# Configuration of newslint. Every key stands here with its default; a key behind a # has none
# of its own, what follows it is an example. `newslint schema` prints the schema for editors.

# The house policies to start from: news, web, pangu or traditional.
profile = "news"

# Which rules run: codes, beginnings of codes, names, or "ALL". Without `select`, all rules that
# are on by default.
# select = ["LAY", "PUN001", "confused-word"]
extend-select = []
ignore = []

# The lowest level of a finding that makes `newslint check` exit with 1: warning or error.
fail-level = "warning"

# A safe repair is applied when the lower 95 % bound of its hit rate is at least this.
confidence = 0.95

# The field of a JSON Lines row that holds its text: a name or a JSON pointer.
text-field = "text"

# The codec of the input; found by default.
# encoding = "gb18030"

# The model that judges characters: "base", "off", a file of `newslint lm train` relative to the
# working directory, or "auto", by which clean trains on what it cleans and the rest use the base.
# lm = "auto"

# The masked language model that reads suspicious places once more: "off", "onnx:PATH" or
# "hf:NAME_OR_PATH"; see docs/neural.md.
# scorer = "off"

# House policies; what is set here wins over the profile. The examples are what `news` sets.
[policies]
# spacing = "keep"     # between Han and Latin words: keep, none or space
# quotes = "keep"      # keep, curly (“ ”) or corner (「 」)
# brackets = "full"    # round brackets in Chinese text: full, half or keep
# indent = "keep"      # of paragraphs: keep or strip

# What is right in this house although a rule may doubt it, and what is wrong.
[lexicon]
words = []
# names-file = "names.txt"    # UTF-8, one name a line, relative to this file
ignore-spans = []

# Wrong forms and what they stand for; repaired safely, on your word.
[lexicon.confusions]
# "旧词形" = "新词形"

# Findings of these rules are set aside in these files, and counted.
[per-file-ignores]
# "drafts/**" = ["PUN", "LAY001"]

# Level (error, warning or info) and options of single rules, by code or name:
# [rules.PUN001]
# level = "info"
# brackets = "keep"
"""
"""For newslint.toml, where the keys stand at the top."""

_HEADER = regex.compile(r"^(# )?\[(?=[a-z])", regex.M)


def starter(*, shared: bool) -> str:
    """Return the text for newslint.toml, or for pyproject.toml, which other tools share."""
    if not shared:
        return STARTER
    head, _, body = STARTER.partition("\n\n")
    return f"{head}\n[tool.newslint]\n" + _HEADER.sub(r"\1[tool.newslint.", body)
