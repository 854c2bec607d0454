"""What the checks of words against results read: a template as its author wrote it, and what its claims bear out."""
