"""The sentences of an audit: the same on the page, in the mail and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itsupport.scoring import FEWEST
from portal.lib.text import amount, count, in_words, sentence

if TYPE_CHECKING:
    from itsupport.models import AuditStanding
    from itsupport.queries.audit_sheet import AuditSheet


def evolution_words(sheet: AuditSheet) -> str:
    """« , un cran de mieux qu’en 2024 »; empty without a previous audit."""
    previous = sheet.audit.previous
    if previous is None or sheet.previous is None or not sheet.previous.score.letter:
        return ""
    order = [letter for letter, _ in sheet.audit.template.thresholds]
    now, then = sheet.letter, sheet.previous.score.letter
    if now not in order or then not in order:
        return ""
    steps = order.index(then) - order.index(now)
    year = previous.visit_on.year
    if not steps:
        return f", comme en {year}"
    words = f"{in_words(abs(steps))} cran{'s' if abs(steps) > 1 else ''}"
    return f", {words} de {'mieux' if steps > 0 else 'moins'} qu’en {year}"


def step_words(sheet: AuditSheet) -> str:
    """« Trois actions, pour 640 € HT en tout, suffiraient pour un B. »; empty when no sum of actions would do."""
    step = sheet.step
    if step is None:
        return ""
    many = step.actions > 1
    what = f"{in_words(step.actions, feminine=True)} action{'s' if many else ''}"
    if step.unpriced == step.actions:
        price = ""
    elif step.cost:
        rest = _rest(step.unpriced) if many else ""
        price = f", pour {amount(step.cost, 'HT', places=0)}{rest},"
    else:
        price = " sans dépense," if not step.unpriced else ""
    return sentence(
        f"{what}{price} {'suffiraient' if many else 'suffirait'} pour un {step.letter}."
    )


def _rest(unpriced: int) -> str:
    return f" et {count(unpriced, 'coût')} à préciser" if unpriced else " en tout"


def unknown_words(sheet: AuditSheet) -> str:
    """Why an interval and not a figure."""
    unknown, asked = sheet.marks.unknown, sheet.marks.asked
    if not unknown:
        return f"Les {asked} questions ont été vérifiées : l’intervalle se réduit à un chiffre."
    what = (
        f"{count(unknown, 'question')} sur {asked} {'n’ont' if unknown > 1 else 'n’a'} pas pu être"
    )
    agreed = "vérifiées" if unknown > 1 else "vérifiée"
    return f"Un intervalle plutôt qu’un chiffre : {what} {agreed}. Plus on vérifie, plus il se resserre."


def ranked_words(standing: AuditStanding | None) -> str:
    """« 7e sur 20 communes auditées »; why nothing is said among a few; never a neighbour."""
    if standing is None:
        return ""
    if standing.place is None:
        return (
            f"Pas encore de rang ni de médiane : moins de {in_words(FEWEST)} communes sont auditées,"
            " et un rang dirait la note d’une voisine."
        )
    place = "1re" if standing.place == 1 else f"{standing.place}e"
    return f"{place} sur {standing.out_of} communes auditées"
