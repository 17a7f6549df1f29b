"""Every version of a row is kept by PostgreSQL: who wrote it, from where, and what it was."""

import datetime as dt

import pghistory
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import DatabaseError

from communes.models import Site
from portal.walls.acting import GROUP, wall
from tests.factories import CommuneFactory, SiteFactory

pytestmark = pytest.mark.django_db
VERSIONS = Site.pgh_event_model


def versions_of(site):
    return VERSIONS.objects.filter(pgh_obj_id=site.pk).order_by("pgh_id")


def test_each_version_of_a_row_is_kept():
    site = SiteFactory(name="Salle")
    site.name = "Salle des fêtes"
    site.save()
    Site.objects.filter(pk=site.pk).update(name="Espace Marceau")
    with connection.cursor() as cursor:
        cursor.execute("delete from communes_site where id = %s", [site.pk])

    kept = list(versions_of(site).values_list("pgh_label", "name"))

    assert kept == [
        ("insert", "Salle"),
        ("update", "Salle des fêtes"),
        ("update", "Espace Marceau"),
        ("delete", "Espace Marceau"),
    ]


def test_a_version_says_who_wrote_it_and_from_where():
    site = SiteFactory()

    with wall([site.commune_id], user_id=42, origin="/annuaire/1/"):
        Site.objects.filter(pk=site.pk).update(name="École")

    assert versions_of(site).last().pgh_context == {"user": 42, "origin": "/annuaire/1/"}


def test_the_one_who_wrote_does_not_outlive_her_transaction():
    site = SiteFactory()
    with wall([site.commune_id, GROUP], user_id=42, origin="/a/"):
        with wall([site.commune_id], user_id=43, origin="/b/"):
            Site.objects.filter(pk=site.pk).update(name="B")
        Site.objects.filter(pk=site.pk).update(name="A")
    Site.objects.filter(pk=site.pk).update(name="C")

    told = dict(versions_of(site).values_list("name", "pgh_context__user"))
    assert (told["B"], told["A"], told["C"]) == (43, 42, None)


def test_the_versions_are_read_by_the_team_alone():
    site = SiteFactory()

    with wall([site.commune_id], user_id=1):
        Site.objects.filter(pk=site.pk).update(name="École")
        assert VERSIONS.objects.count() == 0
    with wall([GROUP]):
        assert versions_of(site).count() == 2


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_nobody_alters_a_version(verb):
    site = SiteFactory()
    rows = versions_of(site)

    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(name="x") if verb == "update" else rows.delete()

    assert versions_of(site).get().name == site.name


def test_every_table_of_versions_is_walled_and_only_grows():
    tables = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event) and model._meta.managed
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relrowsecurity and relkind = 'r'"
            " and not has_table_privilege(oid, 'update') and not has_table_privilege(oid, 'delete')"
        )
        guarded = {row[0] for row in cursor.fetchall()}

    assert len(tables) >= 11
    assert tables - guarded == set()


def test_the_outline_of_a_commune_is_not_copied_each_time():
    commune = CommuneFactory(confirmed_on=dt.date(2026, 1, 1))

    fields = {field.name for field in type(commune).pgh_event_model._meta.fields}

    assert "confirmed_on" in fields
    assert "outline" not in fields
