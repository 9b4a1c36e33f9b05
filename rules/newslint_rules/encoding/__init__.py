"""Bytes and code points: codecs, mojibake, characters that should not be there."""
