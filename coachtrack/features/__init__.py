"""One folder per thing that a person does; each has the same file names."""
