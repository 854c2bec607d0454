"""Data sets: loaders for the real ones, generators that draw data of the same shape."""
