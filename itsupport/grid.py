"""The grid of the technical audit: 64 questions in 12 domains, read from `data/grid`, one file a domain.

Its sources: ANSSI's « Guide d’hygiène informatique » and « La cybersécurité pour les TPE/PME en treize questions »,
MonAideCyber, and ANCT's « Référentiel de conformité de la présence numérique des territoires ». A code never changes
its meaning: two audits are compared question by question.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data" / "grid"
WEIGHTS = EFFORTS = range(1, 6)

CODE = re.compile(r"[A-Z][1-9]")
REFERENCE = re.compile(r"H([1-9]|[1-3]\d|4[0-2])(\.R)?|T([1-9]|1[0-3])|R[12]\.[1-9]|M")
"""H: a measure of the Guide d’hygiène (.R: its reinforced level). T: one of the thirteen questions. R: a criterion of
ANCT on the site (1) or the mail (2). M: MonAideCyber."""
TEXTS = frozenset({"RGPD", "RGAA", "décret BACS", "fin du réseau cuivre"})
REQUIRED = frozenset(
    {"code", "text", "weight", "evidence", "references", "help", "advice", "effort"}
)
KNOWN = REQUIRED | {"critical", "small"}


class Evidence(StrEnum):
    """What proves an answer."""

    AGENT = "A"
    DNS = "D"
    VISIT = "V"
    INTERVIEW = "Q"
    DOCUMENT = "P"
    TICKETS = "T"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One line of the grid. What a person reads is French.

    `small`: kept in the profile of communes of fewer than 500 inhabitants. `help`: how to check on the spot. `advice`:
    what to do after a « non » or a « partiel ». `effort`: 1 (an hour or two), 2 (a day, or less than 200 €), 3 (a few
    days, or a purchase), 4 (a purchase to vote), 5 (a project of several months).
    """

    code: str
    domain: str
    text: str
    weight: int
    critical: bool
    evidence: tuple[Evidence, ...]
    references: tuple[str, ...]
    small: bool
    help: str
    advice: str
    effort: int


def read(folder: Path = FOLDER) -> tuple[Question, ...]:
    """The questions in the order of the grid.

    ValueError, which names the question, on a word that is missing or unknown, on a code given twice, on a weight or
    an effort out of 1 to 5, on an unknown evidence or reference, on a critical question left out of the small profile.
    """
    questions = [
        _question(domain["name"], row)
        for domain in (tomllib.loads(path.read_text()) for path in sorted(folder.glob("*.toml")))
        for row in domain["question"]
    ]
    codes = [question.code for question in questions]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise ValueError(f"codes given twice: {', '.join(twice)}")
    return tuple(questions)


def for_small_communes(questions: Iterable[Question]) -> tuple[Question, ...]:
    """The profile of communes of fewer than 500 inhabitants, every critical question included."""
    return tuple(question for question in questions if question.small)


def _question(domain: str, row: dict[str, Any]) -> Question:
    code = row.get("code", "?")
    if wrong := REQUIRED - set(row) or set(row) - KNOWN:
        raise ValueError(f"{code}: missing or unknown words: {', '.join(sorted(wrong))}")
    question = Question(
        domain=domain,
        critical=row.pop("critical", False),
        small=row.pop("small", False),
        evidence=tuple(_evidence(code, letter) for letter in row.pop("evidence")),
        references=tuple(row.pop("references")),
        **row,
    )
    if fault := _fault(question):
        raise ValueError(f"{code}: {fault}")
    return question


def _evidence(code: str, letter: str) -> Evidence:
    if letter not in set(Evidence):
        raise ValueError(f"{code}: unknown evidence: {letter}")
    return Evidence(letter)


def _fault(question: Question) -> str:
    """What is wrong with it, or ""."""
    strange = [
        one for one in question.references if one not in TEXTS and not REFERENCE.fullmatch(one)
    ]
    faults = {
        "a code is a letter and a figure": not CODE.fullmatch(question.code),
        "a weight goes from 1 to 5": question.weight not in WEIGHTS,
        "an effort goes from 1 to 5": question.effort not in EFFORTS,
        "something proves an answer": not question.evidence,
        f"unknown reference: {', '.join(strange)}": bool(strange),
        "a critical question is asked of every commune": question.critical and not question.small,
        "texts are written": not all((question.text, question.help, question.advice)),
    }
    return next((says for says, wrong in faults.items() if wrong), "")
