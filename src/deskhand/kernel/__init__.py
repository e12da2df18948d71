"""Everything below the business: database, clock, errors, durable work, secrets, permissions."""
