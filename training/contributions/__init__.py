"""What training gives to the home page, the search and the commune’s sheet: one file a subject."""

from training.contributions import desk, registrations

__all__ = ["desk", "registrations"]
