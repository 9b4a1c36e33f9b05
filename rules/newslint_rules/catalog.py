"""Every rule in order of its code: the only list."""

from __future__ import annotations

from importlib.resources import files

from newslint import __version__
from newslint.rule import Pack
from newslint_rules.duplicate.repeated_list_item import repeated_list_item
from newslint_rules.duplicate.repeated_paragraph import repeated_paragraph
from newslint_rules.duplicate.repeated_word import repeated_word
from newslint_rules.layout.blank_run import blank_run
from newslint_rules.layout.split_sentence import split_sentence
from newslint_rules.mixed.english_connective import english_connective
from newslint_rules.ocr.confused_word import confused_word
from newslint_rules.punctuation.halfwidth_punctuation import halfwidth_punctuation

RULES = (
    repeated_paragraph,  # DUP001
    repeated_word,  # DUP004
    repeated_list_item,  # DUP005
    split_sentence,  # LAY001
    blank_run,  # LAY005
    english_connective,  # MIX001
    confused_word,  # OCR001
    halfwidth_punctuation,  # PUN001
)

PACK = Pack("newslint", __version__, RULES, files(__package__) / "confidence.json")
