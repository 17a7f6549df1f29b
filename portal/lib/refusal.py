"""A business "no", said to a person."""


class Refusal(Exception):  # noqa: N818 -- it is an answer, not an error
    """The reason, a French sentence that says what would be accepted. Nothing was written."""
