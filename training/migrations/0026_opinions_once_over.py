"""Opinions are shown once nobody can add to them: what one more answer changes tells what it says."""

from django.conf import settings
from django.db import migrations, models

MINE = "any((select nullif(current_setting('app.communes', true), '')::int[])::int[])"
OVER = """(r.closes_on < current_date
       or not exists (select 1 from training_evaluationticket t where t.round_id = r.id))"""
ANSWERED = """
r.asked - (select count(*) from training_evaluationticket t where t.round_id = r.id)"""
ROUND = "from training_evaluationround r where r.session_id = a.session_id and r.form_id = q.form_id"
TALLY = """
create or replace view training_evaluationtally as
select a.session_id || '-' || a.question_id as key, a.session_id, a.question_id,
       count(*) as answers, sum(a.value) as total,
       count(*) filter (where a.value = 0) as zeros, count(*) filter (where a.value = 1) as ones,
       count(*) filter (where a.value = 2) as twos, count(*) filter (where a.value = 3) as threes,
       count(*) filter (where a.value = 4) as fours, count(*) filter (where a.value = 5) as fives
from training_evaluationanswer a
join training_evaluationquestion q on q.id = a.question_id
where a.value is not null {over}
group by a.session_id, a.question_id
having count(*) >= 5
"""
COMMENT = """
create or replace view training_evaluationcomment as
select a.id, a.session_id, a.question_id, a.text
from training_evaluationanswer a
join training_evaluationquestion q on q.id = a.question_id
where a.text <> '' and 0 = {mine}
  and exists (select 1 {round} and {answered} >= 5) {over}
"""
COUNT = """
create {orreplace} view training_evaluationcount as
select r.id as round_id, {answered} as answered{over}
from training_evaluationround r
"""
ROUND_IS_OVER = f"and exists (select 1 {ROUND}) and not exists (select 1 {ROUND} and not {OVER})"
COMMENT_WORDS = {"mine": MINE, "round": ROUND, "answered": ANSWERED}


class Migration(migrations.Migration):
    dependencies = [("training", "0025_held_in_time")]
    operations = [
        migrations.RunSQL(TALLY.format(over=ROUND_IS_OVER), TALLY.format(over="")),
        migrations.RunSQL(
            COMMENT.format(over=ROUND_IS_OVER, **COMMENT_WORDS),
            COMMENT.format(over="", **COMMENT_WORDS),
        ),
        migrations.RunSQL(
            COUNT.format(orreplace="or replace", answered=ANSWERED, over=f", {OVER} as over"),
            (
                "drop view training_evaluationcount",
                COUNT.format(orreplace="", answered=ANSWERED, over=""),
                "revoke insert, update, delete, truncate on training_evaluationcount"
                f" from {settings.DATABASE_APP_ROLE}",
            ),
            state_operations=[
                migrations.AddField(
                    "evaluationcount",
                    "over",
                    models.BooleanField(default=False, verbose_name="terminée"),
                )
            ],
        ),
    ]
