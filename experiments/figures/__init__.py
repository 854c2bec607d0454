"""Figures: one style, one function a kind of figure, each with its own alternative text."""
