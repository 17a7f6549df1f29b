"""The facts that the documents of IT support show."""
