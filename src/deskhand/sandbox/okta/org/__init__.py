"""What belongs to the organisation: its data, schema, user types and API tokens."""
