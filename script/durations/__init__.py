"""How long a voice takes to say words: lengths as data, the rate that gives a pace, the facts of the talk's voice."""
