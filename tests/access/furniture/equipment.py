"""The machines of a commune, and what their agents said."""

from itsupport import inventory
from itsupport.models import AgentToken, InventoryReport, Licence, SoftwareInstall
from tests.conftest import NOON
from tests.factories import AssetFactory
from tests.itsupport.machines import xml


def furnish(side, users):
    said = inventory.facts(inventory.read(xml()))
    asset = AssetFactory(
        commune=side.commune,
        site=side.site,
        manufacturer="Dell",
        serial=f"SN{side.commune.pk}",
        facts=said,
        facts_at=NOON,
    )
    token = AgentToken.objects.create(
        commune=side.commune, token_hash=f"{side.commune.pk:064d}", ending="abcd", made_at=NOON
    )
    common = {"commune": side.commune, "asset": asset}
    SoftwareInstall.objects.create(name="LibreOffice", seen_at=NOON, **common)
    report = InventoryReport.objects.create(
        token=token,
        received_at=NOON,
        protocol="json",
        device_id="pc-1",
        facts=said,
        facts_hash="0" * 64,
        reasons=["même numéro de série"],
        **common,
    )
    InventoryReport.objects.filter(pk=report.pk).update(state="doubt", candidates=[asset.pk])
    licence = Licence.objects.create(commune=side.commune, product="Logiciel de paie")
    side.things |= {"asset": asset, "agent_token": token, "report": report, "licence": licence}
