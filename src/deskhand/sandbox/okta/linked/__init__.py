"""Linked objects: relations between people, such as the one of a manager to his reports."""
