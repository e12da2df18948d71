"""Groups, their members and the rules that feed them."""
