"""No calendar leaves, in any test, that libical or our lint would refuse."""

import pytest

from tests.training import ics_lint, libical
from training.calendar import text


@pytest.fixture(scope="session", autouse=True)
def calendars_are_right():
    """Looks at what leaves and changes nothing of it; a wrong calendar fails the test that made it."""
    sendable = text.sendable

    def watched(lines):
        content = sendable(lines)
        wrong = [*ics_lint.faults(content), *libical.complaints(content)]
        assert wrong == [], content.decode(errors="replace")
        return content

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "sendable", watched)
        yield
