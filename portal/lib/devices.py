"""The name of a browser and of its machine, for the person who wonders which of her devices this is."""

from __future__ import annotations

# First found, first served: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """« Firefox sur Windows »; « Navigateur inconnu » when it says nothing that we know."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "Navigateur inconnu")
    machine = next((name for sign, name in _MACHINES if sign in user_agent), "")
    return f"{browser} sur {machine}" if machine else browser
