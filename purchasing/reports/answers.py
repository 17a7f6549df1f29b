"""The documents of a commune's answer."""
