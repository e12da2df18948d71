"""A company to fill the tenant with: the same seed makes the same one."""
