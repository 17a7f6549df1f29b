"""What is typed, checked and turned into one frozen dataclass."""
