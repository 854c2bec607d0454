"""`python -m plainspoken` is the program."""

from plainspoken.cli import main

main()
