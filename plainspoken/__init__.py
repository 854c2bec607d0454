"""The program: the verbs, a talk's configuration, and the order of the stages."""
