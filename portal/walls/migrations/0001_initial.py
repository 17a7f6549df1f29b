"""Rights of the application's role, and the extensions: the first migration of all."""

from django.contrib.postgres.operations import (
    BtreeGistExtension,
    CITextExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

from portal.walls.sql import grants


class Migration(migrations.Migration):
    run_before = [("contenttypes", "0001_initial"), ("sessions", "0001_initial")]
    dependencies = []
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGistExtension(),
        CITextExtension(),
        # unaccent() is only stable: its dictionary could change. Ours does not.
        migrations.RunSQL(
            "create or replace function folded(value text) returns text language sql immutable strict"
            " parallel safe return lower(translate(public.unaccent('public.unaccent', value),"
            " '-''’', '   '))",
            "drop function folded(text)",
        ),
        # The cache table is not Django's to migrate; rate limits live in it.
        migrations.RunSQL(
            'create table if not exists cache (cache_key varchar(255) primary key,'
            " value text not null, expires timestamptz not null)",
            "drop table cache",
        ),
        migrations.RunSQL("create index if not exists cache_expires on cache (expires)", migrations.RunSQL.noop),
        grants(),
    ]
