"""Rules on what models leave behind in the text they read or wrote."""
