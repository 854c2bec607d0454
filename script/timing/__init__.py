"""Time: the budget of a talk, and the choice of wordings and passages that fits it."""
