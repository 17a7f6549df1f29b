"""The two communes are full: no table is left out, no text goes unmarked."""

import pytest

from tests.access.canaries import WORD, models_of_a_commune, text_fields

TABLES = [model for model in models_of_a_commune() if not model.__name__.endswith("Event")]


@pytest.mark.django_db
def test_every_table_of_communes_has_rows_of_both(world):
    empty = [
        (model._meta.label, side.commune.name)
        for model in TABLES
        for side in (world.own, world.foreign)
        if not model._base_manager.filter(commune_id=side.commune.pk).exists()
    ]

    assert empty == [], "give both communes a row in tests/access/world.py"


@pytest.mark.django_db
def test_every_text_of_the_foreign_commune_carries_a_word_to_look_for(world):
    unmarked = []
    for model in TABLES:
        rows = model._base_manager.filter(commune_id=world.foreign.commune.pk)
        for field in text_fields(model):
            values = rows.values_list(field.attname, flat=True)
            if not any(WORD.search(f"{value}") for value in values):
                unmarked.append(f"{model._meta.label}.{field.name}")

    assert unmarked == []


@pytest.mark.django_db
def test_nothing_of_ours_carries_one(world):
    for model in TABLES:
        for row in model._base_manager.filter(commune_id=world.own.commune.pk).values():
            found = WORD.findall(f"{row}")
            assert found == [], model._meta.label
