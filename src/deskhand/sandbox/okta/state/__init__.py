"""What the tenant keeps, in memory and on file, and its time."""
