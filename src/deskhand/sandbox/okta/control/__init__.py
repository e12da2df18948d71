"""The door for tests, demonstrations and people: faults, calls, time, state and the console."""
