"""EngineSound: samples, loudness, encoding, joining."""
