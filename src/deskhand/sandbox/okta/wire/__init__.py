"""How requests come in and answers go out: who, how often, what, and the faults on the way."""
