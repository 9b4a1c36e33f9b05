"""Misread characters."""
