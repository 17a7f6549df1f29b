"""The grid is whole, says what it has always said, and reads like French for people who are not technicians."""

import re
from collections import Counter

import pytest

from itsupport.grid import FOLDER, Evidence, Question, for_small_communes, read
from itsupport.scoring import priority, score

GRID = read()
BY_CODE = {question.code: question for question in GRID}
PHRASES = [
    pytest.param(text, id=f"{question.code}-{name}")
    for question in GRID
    for name, text in (
        ("text", question.text),
        ("help", question.help),
        ("advice", question.advice),
    )
]
SENTENCES = [
    pytest.param(question, name, id=f"{question.code}-{name}")
    for question in GRID
    for name in ("help", "advice")
]
WEIGHTS = {
    "G": "33243", "I": "43232", "P": "555343222", "C": "4444342", "S": "555322", "N": "443425",
    "T": "23312", "M": "43322", "W": "3232", "D": "3322", "B": "2212", "E": "3411",
}  # fmt: skip
"""Of G1, G2… A weight never changes in silence: marks of two years would not compare."""
JARGON = re.compile(
    r"\b(MFA|2FA|VLAN|SSID|NAS|RDP|VPN|firewall|backup|phishing|switch|cloud|patch|BitLocker|login|DNS|SMTP|"
    r"MX|SPF|DMARC|DKIM|TLS|RSSI|RGS|DPO|CMS|GTB|EDR|UEFI|admin|mail|e-mail|spam|reset|rançongiciel)\b",
    re.IGNORECASE,
)

GOOD = """
code = "G1"
text = "Un référent ?"
weight = 3
evidence = ["Q"]
references = ["H39", "M", "RGPD"]
help = "Le demander."
advice = "Le désigner."
effort = 1
"""


def read_from(folder, *questions):
    blocks = "\n".join(f"[[question]]\n{question}" for question in questions)
    (folder / "01-gouvernance.toml").write_text(f'name = "Gouvernance"\n{blocks}')
    return read(folder)


def test_there_are_sixty_four_questions_in_twelve_domains_in_order():
    domains = Counter(question.domain for question in GRID)

    assert len(GRID) == 64
    assert list(domains.values()) == [5, 5, 9, 7, 6, 6, 5, 5, 4, 4, 4, 4]
    assert [question.code for question in GRID] == [
        f"{letter}{number}"
        for letter, weights in WEIGHTS.items()
        for number in range(1, len(weights) + 1)
    ]
    assert len({question.domain for question in GRID}) == len(list(FOLDER.glob("*.toml"))) == 12


def test_the_weights_and_the_critical_ones_are_those_of_the_study():
    assert {q.code: q.weight for q in GRID} == {
        f"{letter}{number}": int(weight)
        for letter, weights in WEIGHTS.items()
        for number, weight in enumerate(weights, 1)
    }
    assert {q.code for q in GRID if q.critical} == {"P1", "P3", "C1", "S1", "S2", "N4"}


def test_the_small_profile_is_about_half_the_grid_and_most_of_its_weight():
    small = for_small_communes(GRID)

    assert 35 <= len(small) <= 40
    assert {q.code for q in GRID if q.critical} <= {q.code for q in small}
    assert {q.domain for q in GRID} - {q.domain for q in small} == set()
    assert sum(q.weight for q in small) / sum(q.weight for q in GRID) > 0.65
    assert min(q.weight for q in GRID if q.code in {"P2", "S3", "N6"}) == 5
    assert {q.code for q in GRID if q.weight == 5} <= {q.code for q in small}


def test_each_kind_of_evidence_serves_and_notes_are_gone():
    assert {one for q in GRID for one in q.evidence} == set(Evidence)
    assert BY_CODE["P1"].evidence == (Evidence.AGENT,)
    assert BY_CODE["C6"].evidence == (Evidence.AGENT, Evidence.VISIT)
    assert BY_CODE["E1"].evidence == (Evidence.DOCUMENT,)
    assert BY_CODE["M2"].references == ("R2.1", "R2.2", "R2.3")
    assert not [q.code for q in GRID if re.search(r"[<>†—]|module|revérifier", q.text)]


@pytest.mark.parametrize("text", PHRASES)
def test_a_text_is_typed_as_it_is_printed(text):
    """Non-breaking spaces are put by the portal, not by the author."""
    assert re.search(r"['\"\u00a0\u202f]|\.\.\.|  | $|^ ", text) is None
    assert not re.search(r"\S[?!;:»](\s|$)|«\S", text)
    assert text.count("«") == text.count("»")
    assert text[0].isupper()


@pytest.mark.parametrize(("question", "name"), SENTENCES)
def test_an_advice_is_one_or_two_plain_sentences(question, name):
    text = getattr(question, name)
    sentences = re.findall(r"[.!](?: |$)", text)

    assert text.endswith(".")
    assert len(sentences) in ((1,) if name == "help" else (1, 2))
    assert 30 <= len(text) <= 240
    assert JARGON.findall(text) == []


def test_no_two_questions_say_the_same():
    for name in ("text", "help", "advice"):
        assert len({getattr(question, name) for question in GRID}) == 64


def test_questions_are_asked():
    assert [q.code for q in GRID if not q.text.endswith(" ?")] == []


def test_what_comes_first_for_a_commune_that_has_nothing_is_cheap_and_critical():
    ranked = sorted(GRID, key=lambda q: priority(q.weight, 0, q.effort), reverse=True)
    first = [q.code for q in ranked[:10]]

    assert {"P2", "P3", "S3", "N6", "N4", "E2", "G4"} <= set(first)
    assert "P1" not in first


def test_the_grid_can_be_marked():
    assert score((q.weight, 1, q.critical) for q in GRID).letter == "A"
    assert score((q.weight, 0 if q.code == "N4" else 1, q.critical) for q in GRID).letter == "D"
    assert score((q.weight, None, q.critical) for q in for_small_communes(GRID)).high == 1


def test_a_question_is_read_with_its_domain(tmp_path):
    (question,) = read_from(tmp_path, GOOD)

    assert question == Question(
        code="G1", domain="Gouvernance", text="Un référent ?", weight=3, critical=False,
        evidence=(Evidence.INTERVIEW,), references=("H39", "M", "RGPD"), small=False,
        help="Le demander.", advice="Le désigner.", effort=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('code = "G1"', 'code = "Gouv"', "a letter and a figure"),
        ('code = "G1"', "", "missing or unknown words: code"),
        ("weight = 3", "weight = 0", "G1: a weight"),
        ("weight = 3", "weight = 6", "G1: a weight"),
        ("weight = 3", 'weight = "3"', "G1: a weight"),
        ("effort = 1", "effort = 6", "G1: an effort"),
        ("effort = 1", "effort = 1\ncost = 3", "unknown words: cost"),
        ('["Q"]', '["Q", "X"]', "G1: unknown evidence: X"),
        ('["Q"]', "[]", "G1: something proves"),
        ('"H39"', '"H43"', "G1: unknown reference: H43"),
        ('"H39"', '"seed"', "G1: unknown reference: seed"),
        ("effort = 1", "effort = 1\ncritical = true", "every commune"),
        ('"Le désigner."', '""', "texts are written"),
    ],
)
def test_a_fault_of_the_grid_is_said_with_its_question(tmp_path, old, new, says):
    with pytest.raises(ValueError, match=says):
        read_from(tmp_path, GOOD.replace(old, new))


def test_a_code_is_given_once(tmp_path):
    with pytest.raises(ValueError, match="given twice: G1"):
        read_from(tmp_path, GOOD, GOOD)
