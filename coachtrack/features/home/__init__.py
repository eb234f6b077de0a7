"""What this person has to do next."""
