"""Synthesis: from a page's words to a levelled clip with the time of every word."""
