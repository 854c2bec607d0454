"""Time: how long words take to say, the budget, and the choice of wordings that fits it."""
