"""What all features share; it knows no feature."""
