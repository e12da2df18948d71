"""The org authorization server: clients, sign-in and consent, tokens, and proofs of their keys."""
