"""The documents of a campaign and of its framework."""
