"""The choices of IT support, and the life of each thing: one file a subject."""
