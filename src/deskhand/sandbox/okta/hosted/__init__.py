"""The pages of Okta's own that people open: sign-in, dashboard, and one-time links."""
