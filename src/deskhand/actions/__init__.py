"""Actions on people: declared once, run through one gate, recorded call by call."""
