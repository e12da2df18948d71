"""Who may sign in: local accounts, their roles and their sessions."""
