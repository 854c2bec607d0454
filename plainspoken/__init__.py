"""The program: the verbs, a talk's configuration, and the order of the stages."""

__version__ = "0.1.0"
