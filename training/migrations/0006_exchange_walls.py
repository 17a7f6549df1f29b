"""Everybody reads the exchange of practice, each commune writes its own rows, the team its own and all."""

from django.db import migrations

from portal.walls.sql import append_only, build_wall

OURS_OR_TEAM = "coalesce(commune_id, 0)"


def goes_with(table, column, constraint):
    """An answer that is named stands under the very question."""
    question = "id" if table == "training_question" else "question_id"
    return migrations.RunSQL(
        f"alter table {table} add constraint {constraint} foreign key ({column}, {question})"
        " references training_answer (id, question_id) deferrable initially deferred",
        f"alter table {table} drop constraint {constraint}",
    )


class Migration(migrations.Migration):
    dependencies = [("training", "0005_exchange")]
    operations = [
        *(
            build_wall(f"training_{table}", open_to_read=True)
            for table in ("question", "samequestion", "skilloffer")
        ),
        *(
            build_wall(f"training_{table}", "0", open_to_read=True)
            for table in ("practicesheet", "sheetversion", "modeldocument")
        ),
        append_only("training_sheetversion"),
        *(
            build_wall(f"training_{table}", OURS_OR_TEAM, open_to_read=True)
            for table in ("answer", "practicefile")
        ),
        goes_with("training_question", "accepted_id", "accepted_answers_the_question"),
        goes_with("training_practicefile", "answer_id", "file_of_an_answer_to_the_question"),
    ]
