"""With the settings of a server, Django's own list of precautions has nothing to say."""

import os
import pathlib
import subprocess

from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from portal.settings import environment

ROOT = pathlib.Path(__file__).parents[2]
FULL = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "k7-Qz.9rT_wX2mBv4nLp8sJd6fHg1aYc3eUi5oRt0qWxZ7yK",
    "ALLOWED_HOSTS": "portail.example.org",
    "PORTAL_BASE_URL": "https://portail.example.org",
    "PORTAL_CONTACT_PHONE": "03 00 00 00 00",
    "PORTAL_CONTACT_EMAIL": "mutualisation@example.org",
    "DEFAULT_FROM_EMAIL": "mutualisation@example.org",
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


def test_whoever_runs_the_image_reads_its_static_files_and_nobody_else_the_documents(tmp_path):
    """The image is built by root and run by somebody else."""
    static = StaticFilesStorage(location=tmp_path)
    documents = FileSystemStorage(**environment.storage("NONE", f"file://{tmp_path}")["OPTIONS"])

    style = tmp_path / static.save("a.css", ContentFile(b"a{}"))
    paper = tmp_path / documents.save("a.pdf", ContentFile(b"%PDF"))

    assert style.stat().st_mode & 0o777 == 0o644
    assert paper.stat().st_mode & 0o777 == 0o640
