"""Scripts and languages."""
