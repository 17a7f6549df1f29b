"""Faults planted on purpose: the matrix says each of them."""

import pytest

from communes.models import Site
from purchasing.forms.register import ExtinguisherForm
from purchasing.models import Extinguisher
from purchasing.models.register import ExtinguisherQuerySet
from purchasing.views import register
from tests.access import table
from tests.access.matrix import Round
from tests.access.walls_down import no_row_security

LINES = table.lines()


@pytest.fixture(scope="module", autouse=True)
def one_policy_dropped(django_db_setup, django_db_blocker):
    """The register of extinguishers has lost its row security."""
    with no_row_security(django_db_blocker, "purchasing_extinguisher") as names:
        yield names


def said(world, *addresses, **how):
    """What a secretary's round of these addresses finds wrong."""
    tour = Round(world, "secretary", **how)
    lines = [line for line in LINES if line.address in addresses]
    tour.read_own_pages(lines)
    for line in lines:
        tour.compare(line, "own")
        tour.compare(line, "foreign")
    return "\n".join(tour.wrong)


@pytest.mark.django_db
def test_with_its_scope_a_table_without_policy_leaks_nothing(world, one_policy_dropped):
    assert one_policy_dropped == ["purchasing_extinguisher"]
    assert said(world, "purchasing:extinguisher_list", "purchasing:extinguisher_edit") == ""


@pytest.mark.django_db
def test_a_view_without_its_scope_on_a_table_without_policy_is_said(world, monkeypatch):
    monkeypatch.setattr(ExtinguisherQuerySet, "visible_to", lambda rows, _user: rows.all())
    monkeypatch.setattr(register, "_mine", lambda _request, pk: Extinguisher.objects.get(pk=pk))

    wrong = said(world, "purchasing:extinguisher_edit", "purchasing:extinguisher_retire")

    assert "shows purchasing.extinguisher.number" in wrong
    assert "changed purchasing_extinguisher" in wrong
    assert "200, declared 404" in wrong


@pytest.mark.django_db
def test_a_foreign_name_in_a_list_of_choices_is_said(world, monkeypatch):
    made = ExtinguisherForm.__init__

    def with_every_building(form, *args, **kwargs):
        made(form, *args, **kwargs)
        form.fields["site"].queryset = Site.objects.all()

    monkeypatch.setattr(ExtinguisherForm, "__init__", with_every_building)

    assert "shows communes.site.name" in said(world, "purchasing:extinguisher_create")


@pytest.mark.django_db
def test_a_manager_s_page_open_to_a_secretary_is_said(world, monkeypatch):
    monkeypatch.setattr("communes.rules.has_role", lambda _user, *_roles: True)

    wrong = said(world, "campaigns:campaign_list", "communes:account_list")

    assert "200, declared 403 (campaigns:campaign_list" in wrong
    assert "200, declared 403 (communes:account_list" in wrong


@pytest.mark.django_db
def test_a_page_that_breaks_is_said(world, monkeypatch):
    monkeypatch.setattr(register, "register_by_site", None)

    assert "500 TypeError" in said(world, "purchasing:extinguisher_list")
