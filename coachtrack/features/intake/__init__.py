"""What comes in through any door: checked, compared with what is stored, computed, written."""
