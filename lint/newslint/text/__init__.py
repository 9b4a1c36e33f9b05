"""The text core: spans, edits, contracts, logs, documents, blocks. No I/O, no rule, no config."""
