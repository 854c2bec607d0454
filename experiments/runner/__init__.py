"""Run studies: read recipes, plan runs, train them in processes, keep records, write figures."""
