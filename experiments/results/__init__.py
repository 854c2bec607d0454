"""The result record and what may be claimed of it: the contract between experiments and talks. Imports no torch."""
