"""Speed beside a comparison: `make bench` prints the tables; nothing here is a test."""
