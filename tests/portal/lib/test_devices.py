"""Which of my devices is this one?"""

import pytest

from portal.lib.devices import device_name

GECKO = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox sur Windows"),
        (GECKO.format("Windows NT 10.0; Win64") + "Chrome/130.0 Safari/537.36 Edg/130.0", "Edge sur Windows"),
        (GECKO.format("X11; Linux x86_64") + "Chrome/130.0 Safari/537.36", "Chrome sur Linux"),
        (GECKO.format("Linux; Android 14") + "Chrome/130.0 Mobile Safari/537.36", "Chrome sur Android"),
        (GECKO.format("iPhone; CPU iPhone OS 17_0 like Mac OS X") + "Version/17 Safari/604.1", "Safari sur iPhone"),
        ("curl/8.5.0", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)  # fmt: skip
def test_a_device_has_a_name(user_agent, name):
    assert device_name(user_agent) == name
