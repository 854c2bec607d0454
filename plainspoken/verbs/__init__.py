"""One module a stage: the verbs that the program knows."""
