"""Requests of employees, and the timeline that tells what became of them."""
