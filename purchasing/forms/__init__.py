"""Typing checks, one module per page family."""
