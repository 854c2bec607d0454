"""Code on a page: extracted from source files by name, stripped and wrapped for a slide."""
