"""Finding anything from anywhere."""
