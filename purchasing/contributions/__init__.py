"""What group purchases give to the home page, the search and the commune's sheet."""

from purchasing.contributions import answers, campaigns

__all__ = ["answers", "campaigns"]
