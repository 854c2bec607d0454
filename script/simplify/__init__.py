"""Shorter words that mean the same: lexicon, matching, and the guard that keeps the meaning."""
