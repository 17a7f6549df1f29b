"""With the settings of a server, Django's own list of precautions has nothing to say."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).parents[2]
FULL = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "k7-Qz.9rT_wX2mBv4nLp8sJd6fHg1aYc3eUi5oRt0qWxZ7yK",
    "ALLOWED_HOSTS": "portail.example.org",
    "PATH": "/usr/bin:/bin",
}


def manage(*arguments, **changes):
    database = {name: os.environ[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    return subprocess.run(
        [str(ROOT / ".venv/bin/python"), "-W", "error", "manage.py", *arguments],
        env={**FULL, **database, "SECRET_KEY": FULL["SECRET_KEY"] * 2, **changes},
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )


def test_check_deploy_has_no_warning():
    done = manage("check", "--deploy", "--fail-level", "INFO")

    assert done.returncode == 0, done.stderr
    assert "0 silenced" in done.stdout


def test_a_server_without_https_is_warned():
    """The check above can go red: it is not asleep."""
    assert manage("check", "--deploy", "--fail-level", "WARNING", HTTPS="0").returncode != 0


def test_proconnect_without_https_is_refused():
    done = manage("check", PROCONNECT_ISSUER="http://127.0.0.1/api/v2")

    assert done.returncode != 0
    assert "PROCONNECT_ISSUER" in done.stderr
