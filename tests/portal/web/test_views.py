"""What every view wears."""

import pytest
from django.http import HttpResponse

from communes.models import Commune
from portal.web.views import anyone, reads, writes
from tests.factories import CommuneFactory


@pytest.mark.django_db
@pytest.mark.parametrize("wear", [reads, writes])
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_get_cannot_write(rf, manager, wear, method):
    commune = CommuneFactory()

    def view(request):
        Commune.objects.filter(pk=commune.pk).update(name="Changée")
        return HttpResponse()

    request = getattr(rf, method)("/")
    request.user = manager

    with pytest.raises(RuntimeError, match="tried to write"):
        wear(allow=anyone)(view)(request)
