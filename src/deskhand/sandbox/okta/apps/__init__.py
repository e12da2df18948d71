"""Applications and who has them."""
