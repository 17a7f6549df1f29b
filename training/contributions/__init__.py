"""What training gives to the home page, the menu and the search: one file a subject."""

from training.contributions import exchange

__all__ = ["exchange"]
