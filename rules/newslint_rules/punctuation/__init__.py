"""Punctuation after GB/T 15834-2011."""
