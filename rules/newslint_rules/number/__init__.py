"""Rules on how numbers are written (GB/T 15835-2011)."""
