"""Reports of a run: one module per output format."""
