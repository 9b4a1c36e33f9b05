"""FUR: furniture of the page and what a newspaper prints about an article."""
