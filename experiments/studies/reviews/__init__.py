"""The review study: opinions about drugs, learned from drug reviews or from film reviews."""
