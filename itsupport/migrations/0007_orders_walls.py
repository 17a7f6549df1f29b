"""Behind both walls; what was agreed, received and quoted is written once; quantities add up, whoever writes them."""

from django.conf import settings
from django.db import migrations

from portal.walls.sql import append_only, build_wall, same_commune

TABLES = (
    "equipmentrequest", "quote", "quoteline", "agreement",
    "order", "orderline", "delivery", "deliveryline",
)
KEYS = (
    ("equipmentrequest", "site_id", "communes_site"),
    ("equipmentrequest", "ticket_id", "itsupport_ticket"),
    ("equipmentrequest", "replaces_id", "itsupport_asset"),
    ("quoteline", "quote_id", "itsupport_quote"),
    ("quoteline", "request_id", "itsupport_equipmentrequest"),
    ("agreement", "quote_id", "itsupport_quote"),
    ("order", "quote_id", "itsupport_quote"),
    ("order", "agreement_id", "itsupport_agreement"),
    ("orderline", "order_id", "itsupport_order"),
    ("orderline", "quote_line_id", "itsupport_quoteline"),
    ("delivery", "order_id", "itsupport_order"),
    ("deliveryline", "delivery_id", "itsupport_delivery"),
    ("deliveryline", "order_line_id", "itsupport_orderline"),
    ("asset", "order_line_id", "itsupport_orderline"),
)


def may_still_write(table: str, columns: str) -> migrations.RunSQL:
    """On a row that is added once, these columns alone follow its life."""
    role = settings.DATABASE_APP_ROLE
    return migrations.RunSQL(
        f"grant update ({columns}) on {table} to {role}",
        f"revoke update ({columns}) on {table} from {role}",
    )


RECEIVED_IS_DELIVERED = """
create function itsupport_line_received_is_delivered() returns trigger
language plpgsql security definer set search_path = public as $$
declare
  line bigint := case when tg_table_name = 'itsupport_orderline' then new.id else (to_jsonb(new) ->> 'order_line_id')::bigint end;
begin
  if (select received from itsupport_orderline where id = line)
     <> (select coalesce(sum(quantity), 0) from itsupport_deliveryline where order_line_id = line) then
    raise exception 'order_line_received_is_delivered' using errcode = 'check_violation';
  end if;
  return null;
end $$
"""
MACHINES_WERE_RECEIVED = """
create function itsupport_line_machines_were_received() returns trigger
language plpgsql security definer set search_path = public as $$
declare
  line bigint := case when tg_table_name = 'itsupport_orderline' then new.id else (to_jsonb(new) ->> 'order_line_id')::bigint end;
begin
  if (select count(*) from itsupport_asset where order_line_id = line)
     > (select received from itsupport_orderline where id = line) then
    raise exception 'order_line_machines_were_received' using errcode = 'check_violation';
  end if;
  return null;
end $$
"""


def watched(function: str, table: str, events: str) -> migrations.RunSQL:
    """Asked at the end of the transaction, when both sides are written."""
    name = f"{table}_{function.removeprefix('itsupport_')}"
    return migrations.RunSQL(
        f"create constraint trigger {name} after {events} on {table}"
        f" deferrable initially deferred for each row execute function {function}()",
        f"drop trigger {name} on {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("itsupport", "0006_orders")]
    operations = [
        *(build_wall(f"itsupport_{table}") for table in TABLES),
        build_wall("itsupport_supplier", "0", open_to_read=True),
        *(same_commune(f"itsupport_{table}", column, target) for table, column, target in KEYS),
        append_only("itsupport_quote"),
        may_still_write(
            "itsupport_quote", "state, decided_at, decided_as, refuse_reason, link_version"
        ),
        append_only("itsupport_quoteline"),
        append_only("itsupport_agreement"),
        may_still_write("itsupport_agreement", "withdrawn_at"),
        append_only("itsupport_deliveryline"),
        migrations.RunSQL(
            RECEIVED_IS_DELIVERED, "drop function itsupport_line_received_is_delivered()"
        ),
        migrations.RunSQL(
            MACHINES_WERE_RECEIVED, "drop function itsupport_line_machines_were_received()"
        ),
        watched(
            "itsupport_line_received_is_delivered",
            "itsupport_orderline",
            "insert or update of received",
        ),
        watched("itsupport_line_received_is_delivered", "itsupport_deliveryline", "insert"),
        watched("itsupport_line_machines_were_received", "itsupport_orderline", "update of received"),
        watched(
            "itsupport_line_machines_were_received",
            "itsupport_asset",
            "insert or update of order_line_id",
        ),
    ]
