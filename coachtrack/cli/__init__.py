"""Commands; thin: they call actions and queries."""
