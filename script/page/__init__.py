"""Pages: from Markdown text to pages of beats and items, each with its place in the author's file."""
