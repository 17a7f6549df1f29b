"""What a body that is no inventory gets."""

TOO_LARGE, BAD_REQUEST = 413, 400


class InventoryError(ValueError):
    """The reason, a French sentence. `status` is the HTTP status that says the same to a machine."""

    def __init__(self, sentence: str, *, status: int = BAD_REQUEST) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
