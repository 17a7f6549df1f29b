"""What a commune may know of the others: how many are invited, and what is missing in a pack.

Both functions run as the owner of the tables, past row security, and give back nothing else.
"""

from django.conf import settings
from django.db import migrations

ROLE = settings.DATABASE_APP_ROLE

INVITED = """
create function purchasing_invited(campaign bigint) returns table (commune_id bigint)
language sql stable security definer set search_path = public, pg_temp as
$$ select commune_id from purchasing_participation where campaign_id = campaign $$
"""

# Only what exceeds the last whole pack: never a total, never a commune's figure.
REMAINDERS = """
create function purchasing_pack_remainders(campaign bigint, without bigint)
returns table (lot_item_id bigint, remainder numeric)
language sql stable security definer set search_path = public, pg_temp as
$$
  select i.id, coalesce(sum(n.quantity) filter (where p.id is not null), 0) % i.pack_size
  from purchasing_lotitem i
  join purchasing_lot l on l.id = i.lot_id and l.campaign_id = campaign
  left join purchasing_needline n on n.lot_item_id = i.id
  left join purchasing_participation p
    on p.id = n.participation_id and p.id <> without and p.state in ('submitted', 'locked')
  where i.pack_size > 1
  group by i.id, i.pack_size
$$
"""


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0003_answer_details")]
    operations = [
        migrations.RunSQL(
            (
                INVITED,
                "revoke all on function purchasing_invited(bigint) from public",
                f"grant execute on function purchasing_invited(bigint) to {ROLE}",
                REMAINDERS,
                "revoke all on function purchasing_pack_remainders(bigint, bigint) from public",
                f"grant execute on function purchasing_pack_remainders(bigint, bigint) to {ROLE}",
            ),
            (
                "drop function purchasing_pack_remainders(bigint, bigint)",
                "drop function purchasing_invited(bigint)",
            ),
        ),
    ]
