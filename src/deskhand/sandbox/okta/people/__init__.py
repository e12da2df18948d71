"""Users: their lists, profiles, lifecycle, credentials, factors and sessions."""
