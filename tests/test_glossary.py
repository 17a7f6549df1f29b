"""The glossary is whole: each model and each button is in it, and no French word has two English names."""

import importlib
import pkgutil
import re
from collections import Counter

import pytest
from django.apps import apps

from portal.workflow import Workflow
from tests.test_house import APPS, ROOMS, ROOT

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in GLOSSARY.splitlines()
    if line.startswith("| ") and not line.startswith("| On the pages")
]
MODELS = {
    model.__name__
    for model in apps.get_models()
    if model.__module__.split(".")[0] in ROOMS and not hasattr(model, "pgh_tracked_model")
}


def states_of(app):
    """`states.py`, or each file of the folder that it became."""
    states = importlib.import_module(f"{app}.states")
    inside = pkgutil.iter_modules(getattr(states, "__path__", []))
    return [states, *(importlib.import_module(f"{app}.states.{one.name}") for one in inside)]


STATES = [states for app in APPS if apps.is_installed(app) for states in states_of(app)]
BUTTONS = sorted(
    {
        (transition.label, transition.verb)
        for states in STATES
        for flow in vars(states).values()
        if isinstance(flow, Workflow)
        for transition in flow.transitions.values()
    }
)


def test_each_model_is_named_in_the_glossary():
    assert MODELS - set(re.findall(r"`(\w+)`", GLOSSARY)) == set()


@pytest.mark.parametrize(("label", "verb"), BUTTONS)
def test_each_button_is_in_the_glossary_with_its_verb(label, verb):
    assert [label, f"`{verb}`"] in [row[:2] for row in ROWS]


def test_a_french_word_has_one_english_name():
    words = Counter(word for french, *_ in ROWS for word in french.split(", "))

    assert [word for word, times in words.items() if times > 1] == []
