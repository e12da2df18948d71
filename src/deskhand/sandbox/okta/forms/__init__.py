"""What requests must look like: parameters and bodies that Okta refuses before it looks at its data."""
