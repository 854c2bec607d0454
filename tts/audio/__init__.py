"""Sound: samples, loudness, encoding, joining."""
