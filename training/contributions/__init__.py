"""What training gives to the home page, the menu, the search and the commune’s sheet: one file a subject."""

from training.contributions import desk, exchange, records, registrations, swaps, wishes

__all__ = ["desk", "exchange", "records", "registrations", "swaps", "wishes"]
