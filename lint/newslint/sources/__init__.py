"""What is read: finding files, decoding them, cutting them into pages."""
