"""What a person asks of a ticket by answering with a word: « résolu »."""

import re
import unicodedata
from typing import Literal

_POLITE = frozenset({"merci", "beaucoup", "bonjour", "cordialement"})
_SOLVED = frozenset({
    "resolu", "resolue", "c est resolu", "probleme resolu", "le probleme est resolu", "ticket resolu",
    "demande resolue", "c est regle", "probleme regle", "clos", "cloture", "cloturer", "cloturez", "fermer",
    "fermez", "vous pouvez clore", "vous pouvez cloturer", "vous pouvez fermer", "vous pouvez fermer le ticket",
    "vous pouvez clore le ticket", "vous pouvez cloturer le ticket",
})  # fmt: skip
_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_LONGEST = 80


def verb_of(reply_text: str) -> Literal["solve"] | None:
    """`solve` when the first line is, whole, one of a closed list; a sentence, a question, a « pas » is None.

    Accents, case, punctuation, « merci » and « bonjour » do not count.
    """
    first = next((line for line in reply_text.split("\n") if line.strip()), "")
    if len(first) > _LONGEST or "?" in first:
        return None
    bare = unicodedata.normalize("NFKD", first.casefold())
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    words = [word for word in _NOT_WORDS.split(letters) if word and word not in _POLITE]
    return "solve" if " ".join(words) in _SOLVED else None
