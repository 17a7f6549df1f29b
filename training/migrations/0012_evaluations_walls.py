"""Answers go in and never come out but counted, five at least; the questionnaires to begin with."""

from django.conf import settings
from django.db import migrations

from portal.walls.sql import build_wall

MINE = "any((select nullif(current_setting('app.communes', true), '')::int[])::int[])"
TALLY = """
create view training_evaluationtally as
select a.session_id || '-' || a.question_id as key, a.session_id, a.question_id,
       count(*) as answers, sum(a.value) as total,
       count(*) filter (where a.value = 0) as zeros, count(*) filter (where a.value = 1) as ones,
       count(*) filter (where a.value = 2) as twos, count(*) filter (where a.value = 3) as threes,
       count(*) filter (where a.value = 4) as fours, count(*) filter (where a.value = 5) as fives
from training_evaluationanswer a
where a.value is not null
group by a.session_id, a.question_id
having count(*) >= 5
"""
COUNT = """
create view training_evaluationcount as
select r.id as round_id, r.asked - (select count(*) from training_evaluationticket t where t.round_id = r.id) as answered
from training_evaluationround r
"""
COMMENT = f"""
create view training_evaluationcomment as
select a.id, a.session_id, a.question_id, a.text
from training_evaluationanswer a
join training_evaluationquestion q on q.id = a.question_id
where a.text <> '' and 0 = {MINE}
  and exists (select 1 from training_evaluationround r
              where r.session_id = a.session_id and r.form_id = q.form_id
                and r.asked - (select count(*) from training_evaluationticket t where t.round_id = r.id) >= 5)
"""
QUESTION_STAYS = """
create function training_evaluation_question_stays() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if (new.text <> old.text or new.kind <> old.kind or new.form_id <> old.form_id)
     and exists (select 1 from training_evaluationanswer where question_id = old.id) then
    raise exception 'evaluation_question_answered_stays' using errcode = '23514',
      constraint = 'evaluation_question_answered_stays';
  end if;
  return new;
end $$
"""
FORMS = (
    (
        "Évaluation à chaud",
        "hot",
        "trainee",
        "Deux minutes suffisent. Personne ne saura qui a répondu quoi.",
        (
            ("scale4", "Les objectifs annoncés ont été tenus."),
            ("scale4", "Ce que j’ai appris me servira dans mon travail."),
            ("scale4", "Les explications étaient claires."),
            ("scale4", "Le rythme et la durée me convenaient."),
            ("scale4", "La salle et l’accueil étaient bons."),
            ("yes_no", "Je conseillerais cette formation à un ou une collègue."),
            ("text", "Ce qui vous a le plus servi"),
            ("text", "Ce qu’il faudrait changer"),
        ),
    ),
    (
        "Évaluation à froid, participants",
        "cold",
        "trainee",
        "Deux mois après : ce qu’il en reste dans votre travail. Personne ne saura qui a répondu quoi.",
        (
            ("scale4", "J’utilise ce que j’ai appris."),
            ("scale4", "Je gagne du temps, ou je me trompe moins."),
            ("yes_no", "J’ai transmis quelque chose à un ou une collègue."),
            ("text", "Ce qui manque encore pour s’en servir"),
        ),
    ),
    (
        "Évaluation à froid, maires",
        "cold",
        "mayor",
        "Deux mois après la formation d’un agent de votre mairie.",
        (
            ("scale4", "La mairie en voit les effets."),
            ("yes_no", "La formation valait l’absence de l’agent."),
            ("text", "Ce que la mairie attend des prochaines formations"),
        ),
    ),
)


def begin_with_forms(apps, schema_editor):
    """As the owner, whom the wall does not stop."""
    form_model = apps.get_model("training", "EvaluationForm")
    question_model = apps.get_model("training", "EvaluationQuestion")
    alias = schema_editor.connection.alias
    for title, moment, audience, words, questions in FORMS:
        form = form_model.objects.using(alias).create(
            title=title, moment=moment, audience=audience, words=words
        )
        for position, (kind, text) in enumerate(questions, 1):
            question_model.objects.using(alias).create(
                form=form, position=position, kind=kind, text=text
            )


def role(sql, back):
    name = settings.DATABASE_APP_ROLE
    return migrations.RunSQL(sql.format(role=name), back.format(role=name))


def view(name, sql):
    return (
        migrations.RunSQL(sql, f"drop view {name}"),
        role(f"revoke insert, update, delete, truncate on {name} from {{role}}", "select 1"),
    )


class Migration(migrations.Migration):
    dependencies = [("training", "0011_evaluations")]
    operations = [
        *(
            build_wall(f"training_evaluation{table}", "0", open_to_read=True)
            for table in ("form", "question", "round")
        ),
        build_wall("training_evaluationticket", "0"),
        build_wall("training_evaluationanswer", "0"),
        role(
            "revoke select, update, delete, truncate on training_evaluationanswer from {role}",
            "grant select, update, delete on training_evaluationanswer to {role}",
        ),
        *view("training_evaluationtally", TALLY),
        *view("training_evaluationcount", COUNT),
        *view("training_evaluationcomment", COMMENT),
        migrations.RunSQL(QUESTION_STAYS, "drop function training_evaluation_question_stays()"),
        migrations.RunSQL(
            "create trigger training_evaluationquestion_stays before update on training_evaluationquestion"
            " for each row execute function training_evaluation_question_stays()",
            "drop trigger training_evaluationquestion_stays on training_evaluationquestion",
        ),
        migrations.RunPython(begin_with_forms, migrations.RunPython.noop),
    ]
