"""What newslint knows of the language from data: the lexicon, and later the n-gram model."""
