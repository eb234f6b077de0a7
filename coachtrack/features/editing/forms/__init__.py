"""Which fields of which sheet a form shows, and what stands under them."""
