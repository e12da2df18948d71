"""One folder for each system that Deskhand connects to; only bootstrap imports them."""
