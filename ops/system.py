"""What the machine must have besides Python: the libraries of PDF; for the tests a browser, agents, a mailbox."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess

from ops import places

PDF = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-core")
BROWSER = ("chromium",)
AGENTS = ("fusioninventory-agent", "ocsinventory-agent")
MAIL_SERVER = ("dovecot-imapd",)


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
