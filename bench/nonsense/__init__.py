"""Nonsense in every field and address: what a page answers to it."""
