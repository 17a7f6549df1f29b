"""What a report costs: python -m bench.inventory."""
