"""How good matching, locating and reading dates are: labelled sets, generated territories, and their scores."""
