"""What was changed, by whom and why: of a row, an engagement, a programme, and of all."""
