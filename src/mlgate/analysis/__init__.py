"""Built only on loading and assessment, called again with other answers: what is possible, what matters, what would change it."""
