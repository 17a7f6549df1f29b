"""A small mailroom trial: real mailbox, real workers, killed while they work; ./run mailroom is the whole one."""

import os

import pytest
from django.db import connection

from bench.mailroom.corpus import from_many, recorded
from bench.mailroom.torture import Stage, furnish, torture
from bench.outbox.stage import with_database
from tests.itsupport.post_room import open_post_room

MAILS, KILLS = 70, 8


@pytest.mark.django_db(transaction=True)
def test_each_mail_ends_in_one_place_whatever_dies(service, tmp_path):
    mails = from_many(recorded(("test_kinds.py", "test_structure.py"))[:MAILS])
    name = connection.settings_dict["NAME"]
    env = {
        **os.environ,
        "DATABASE_URL": with_database(os.environ["DATABASE_URL"], name),
        "DATABASE_OWNER_URL": with_database(os.environ["DATABASE_OWNER_URL"], name),
    }
    with open_post_room() as room:
        stage = Stage(tmp_path, env, room)
        try:
            stage.start()
            furnish(mails)
            result = torture(stage, mails, kills=KILLS, seed=3)
        finally:
            stage.clear()

    assert result.wrong == []
    assert result.kills >= KILLS // 2
    assert {"nouvelle demande", "suite d’une demande", "avis de non-remise", "en quarantaine"} <= {
        *result.places
    }
