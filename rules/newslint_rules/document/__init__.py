"""Verdicts on whole articles: length, language, repetition, lists and furniture."""
