"""The print of every row of a commune, in one question: the same before and after, or somebody wrote there."""

from django.db import connection

from communes.models import Absence, Commune, Invitation, Person
from portal.accounts.models import User
from tests.access.canaries import models_of_a_commune

_PRINT = "select '{0}', count(*), md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {0} t where {1}"


class Fingerprint:
    """Takes the print of one side of the world, table by table."""

    def __init__(self, side):
        held = [thing for thing in side.things.values() if hasattr(thing, "person_id")]
        people = sorted({thing.person_id for thing in held if thing.person_id})
        users = sorted({one.user_id for one in Person.objects.filter(pk__in=people)} - {None})
        positions = f"select id from communes_position where commune_id = {side.commune.pk}"
        rows = {
            Commune: f"id = {side.commune.pk}",
            Person: _among("id", people),
            User: _among("id", users),
            Invitation: _among("person_id", people),
            Absence: f"position_id in ({positions})",
        } | {model: f"{path} = {side.commune.pk}" for model, path in models_of_a_commune().items()}
        self.question = " union all ".join(
            _PRINT.format(model._meta.db_table, condition) for model, condition in rows.items()
        )

    def take(self):
        """Table → how many rows, and their print."""
        with connection.cursor() as cursor:
            cursor.execute(self.question)
            return {table: (count, md5) for table, count, md5 in cursor.fetchall()}

    def changed(self, before):
        """The tables whose rows are no longer those of `before`."""
        now = self.take()
        return sorted(table for table in now if now[table] != before[table])


def _among(column, ids):
    return f"{column} in ({', '.join(str(i) for i in ids) or 'null'})"
