"""Train the models, evaluate them, and leave typed result records and figures.

Importing this package, or any of `errors`, `files`, `progress`, `document`, `record`, imports no torch.
"""
