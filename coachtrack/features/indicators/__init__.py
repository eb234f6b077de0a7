"""The indicator library, measures, readings and their results."""
