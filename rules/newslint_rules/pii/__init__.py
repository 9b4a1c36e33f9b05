"""Rules on personal data; off unless they are selected."""
