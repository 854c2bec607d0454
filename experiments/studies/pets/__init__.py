"""Cats and dogs: small networks from scratch, frozen features, and how little either has to see."""
