"""The System Log: what happened, who did it, and to what."""
