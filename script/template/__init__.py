"""Templates: Jinja bound to result records; every character keeps its source position, every value its source."""
