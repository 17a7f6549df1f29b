"""The second wall of audits, what the database itself refuses to change, and the first version of the grid."""

from django.db import migrations
from django.utils import timezone

from itsupport import grid
from portal.walls.sql import append_only, build_history, build_wall, same_commune

GIVEN = (
    "(case when exists (select 1 from itsupport_audit a where a.id = audit_id"
    " and a.state in ('delivered', 'closed')) then commune_id else 0 end)"
)
"""Until the audit is given to its commune, what hangs from it is the team's alone."""


def refuse(name, table, events, body, declared=""):
    """A trigger that refuses under the name of a constraint."""
    function = f"{table}_{name}"
    return migrations.RunSQL(
        f"create function {function}() returns trigger language plpgsql as $$ {declared} begin {body}"
        " if tg_op = 'DELETE' then return old; end if; return new; end $$;"
        f" create trigger {name} before {events} on {table} for each row execute function {function}()",
        f"drop trigger {name} on {table}; drop function {function}()",
    )


def no(name, words):
    return f"raise exception '%', '{words}' using errcode = '23514', constraint = '{name}';"


FROZEN = no("audit_grid_frozen", "Une grille figée ne change plus.")
OF_FROZEN = (
    "if exists (select 1 from itsupport_audittemplate t where t.frozen_at is not null and t.id in"
    " (case when tg_op = ''INSERT'' then null else old.template_id end,"
    " case when tg_op = ''DELETE'' then null else new.template_id end)) then"
).replace("''", "'")
STATE = (
    "select a.state in ('delivered', 'closed') into given from itsupport_audit a"
    " where a.id = (case when tg_op = 'DELETE' then old.audit_id else new.audit_id end);"
)
KEPT = (
    "commune_id", "template_id", "profile", "auditor_id", "visit_on", "previous_id", "headline", "words",
    "delivered_at", "delivered_by_id",
)  # fmt: skip


def same_grid(table, column, target):
    """The question of an answer is one of its audit's grid."""
    name = f"{table}_{column}_same_grid"
    return migrations.RunSQL(
        f"alter table {table} add constraint {name} foreign key ({column}, template_id)"
        f" references {target} (id, template_id) deferrable initially deferred",
        f"alter table {table} drop constraint {name}",
    )


def load_grid(apps, schema_editor):
    """Version 1, frozen: the 64 questions of the portal's data."""

    def table(name):
        return apps.get_model("itsupport", name).objects.using(schema_editor.connection.alias)

    template = table("AuditTemplate").create(version=1, made_at=timezone.now())
    domains = {}
    for position, question in enumerate(grid.read(), 1):
        if question.domain not in domains:
            domains[question.domain] = table("AuditDomain").create(
                template=template, name=question.domain, position=len(domains) + 1
            )
        table("AuditQuestion").create(
            template=template,
            domain=domains[question.domain],
            position=position,
            code=question.code,
            text=question.text,
            weight=question.weight,
            critical=question.critical,
            small=question.small,
            evidence=[str(letter) for letter in question.evidence],
            references=list(question.references),
            help=question.help,
            advice=question.advice,
            effort=question.effort,
        )
    table("AuditTemplate").filter(pk=template.pk).update(frozen_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("itsupport", "0008_audits"), ("communes", "0004_history")]
    operations = [
        build_wall("itsupport_audit", team_adds=True),
        *(
            build_wall(f"itsupport_{child}", GIVEN, team_adds=True)
            for child in ("auditanswer", "auditevidence", "auditaction", "auditstanding")
        ),
        append_only("itsupport_auditanswer"),
        *build_history("itsupport_auditactionevent"),
        same_commune("itsupport_audit", "previous_id", "itsupport_audit"),
        *(
            operation
            for child in ("auditanswer", "auditevidence", "auditaction")
            for operation in (
                same_commune(f"itsupport_{child}", "audit_id", "itsupport_audit"),
                same_grid(f"itsupport_{child}", "audit_id", "itsupport_audit"),
                same_grid(f"itsupport_{child}", "question_id", "itsupport_auditquestion"),
            )
        ),
        same_commune("itsupport_auditstanding", "audit_id", "itsupport_audit"),
        same_grid("itsupport_auditquestion", "domain_id", "itsupport_auditdomain"),
        same_commune("itsupport_auditevidence", "ticket_id", "itsupport_ticket"),
        same_commune("itsupport_auditevidence", "asset_id", "itsupport_asset"),
        same_commune("itsupport_auditaction", "ticket_id", "itsupport_ticket"),
        migrations.RunPython(load_grid, migrations.RunPython.noop),
        refuse(
            "frozen", "itsupport_audittemplate", "update or delete",
            f"if old.frozen_at is not null then {FROZEN} end if;",
        ),
        *(
            refuse(
                "frozen", f"itsupport_{part}", "insert or update or delete",
                f"{OF_FROZEN} {FROZEN} end if;",
            )
            for part in ("auditdomain", "auditquestion")
        ),
        refuse(
            "given", "itsupport_audit", "insert or update or delete",
            "if tg_op = 'INSERT' then"
            " if not exists (select 1 from itsupport_audittemplate t where t.id = new.template_id"
            f" and t.frozen_at is not null) then {no('audit_of_a_frozen_grid', 'Un audit suit une grille figée.')}"
            " end if;"
            " elsif old.state in ('delivered', 'closed') then"
            f" if tg_op = 'DELETE' then {no('audit_given_stays', 'Un audit rendu ne change plus.')} end if;"
            f" if ({', '.join(f'new.{c}' for c in KEPT)}) is distinct from ({', '.join(f'old.{c}' for c in KEPT)})"
            " or new.state not in ('delivered', 'closed')"
            f" then {no('audit_given_stays', 'Un audit rendu ne change plus.')} end if;"
            " end if;",
        ),
        refuse(
            "given", "itsupport_auditanswer", "insert",
            f"{STATE} if given and (new.why = '' or new.by_id is null) then"
            f" {no('audit_answer_corrected_with_a_reason', 'Une réponse d’un audit rendu se corrige avec un motif.')}"
            " end if;",
            "declare given boolean;",
        ),
        refuse(
            "given", "itsupport_auditevidence", "insert or update or delete",
            f"{STATE} if given then"
            f" {no('audit_evidence_given_stays', 'Les preuves d’un audit rendu ne changent plus.')} end if;",
            "declare given boolean;",
        ),
        refuse(
            "need", "itsupport_auditaction", "insert or update",
            "if new.need_id is not null and not exists (select 1 from communes_need n"
            " where n.id = new.need_id and n.commune_id = new.commune_id) then"
            f" {no('audit_action_need_same_commune', 'Le besoin est celui de la même commune.')} end if;",
        ),
    ]  # fmt: skip
