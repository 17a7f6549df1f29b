"""Replies as the programs of French and English mailboxes write them. Names are invented.

`replies.txt` and `kept.txt`: « @@@ name », the whole text, then, where it is not the usual one, « @@@ = » and the
words of the person. They are text files, so that spaces and no-break spaces are those that arrive.
"""

from pathlib import Path

HERE = Path(__file__).parent
ME = "Bonjour, c’est reparti."
QUOTE = "> Quel est le modèle ?\n>\n> Support"


def cases(name, usual):
    """(name, text, words) of each; `usual` gives the words of those that do not say theirs."""
    found = []
    for record in (HERE / name).read_text().removesuffix("\n").split("@@@ ")[1:]:
        title, _, body = record.partition("\n")
        body = body.removesuffix("\n")
        if title == "=":
            found[-1] = (*found[-1][:2], body)
        else:
            found.append((title, body, usual(body)))
    return found


def block(sender, sent, to, subject):
    """The headers of a quoted message, and its words, with the labels of a language."""
    return (
        f"{sender} Support <support@example.org>\n{sent} jeudi 26 novembre 2026 10:12\n"
        f"{to} mairie@example.org\n{subject} Imprimante\n\nQuel est le modèle ?"
    )


FRENCH = block("De :", "Envoyé :", "À :", "Objet :")
ENGLISH = block("From:", "Sent:", "To:", "Subject:")
REPLIES = cases("replies.txt", lambda _: ME)
KEPT = cases("kept.txt", lambda text: text.strip())
