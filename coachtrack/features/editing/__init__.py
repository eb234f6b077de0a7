"""Adding and changing what programmes consist of, by hand."""
