"""Turn a script and its narration into a deck, a web player and a video."""
