"""People, groups and applications as the identity provider knows them."""
