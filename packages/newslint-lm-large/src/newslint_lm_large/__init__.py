"""The larger n-gram model of newslint; `MODEL` is its path."""

from pathlib import Path

MODEL = Path(__file__).with_name("large.lm")
