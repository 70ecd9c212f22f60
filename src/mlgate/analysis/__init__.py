"""Built on loading and assessment, called again with other answers: what is possible, matters, would change it."""
