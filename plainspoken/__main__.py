"""`python -m plainspoken` is the program."""

import sys

if not sys.flags.safe_path:
    # Python puts the folder that it was started in first; a talk there may have a `typer.py`.
    del sys.path[0]

from plainspoken.cli import main

main()
