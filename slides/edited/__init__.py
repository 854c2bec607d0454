"""Decks that were edited since they were written: which number is out of date, and how to renew it in place."""
