"""Slides as pictures: PNG and PDF, drawn from the boxes."""
