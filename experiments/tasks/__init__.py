"""Tasks: what a model is asked to do, and the scores that say how well it does it."""
