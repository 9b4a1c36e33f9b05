"""Optional second opinions on suspicious characters, from masked language models on disk."""
