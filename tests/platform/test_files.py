"""What the files of installation say, and that it agrees with the code. No engine is needed to read them."""

import ast
import pathlib
import re
import subprocess

import pytest
import yaml

from ops import environment

ROOT = pathlib.Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")


@pytest.mark.parametrize("name", OURS)
def test_a_program_of_ours_runs_read_only_without_privileges(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "migrate"])
def test_every_lasting_service_says_how_it_is(name):
    assert SERVICES[name]["healthcheck"]["test"]


def test_the_image_is_not_run_by_root():
    lines = (ROOT / "Dockerfile").read_text().splitlines()

    assert "USER portal" in lines
    assert lines.index("USER portal") > max(
        i for i, line in enumerate(lines) if line.startswith("RUN")
    )


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_server_runs_what_the_first_command_runs(name):
    """The same words, but for where to listen and where to keep the schedule."""

    def words(command):
        line = " ".join([pathlib.Path(command[0]).name, *command[1:]])
        return re.sub(r"(--bind|--schedule) \S+", r"\1 …", line)

    assert words(SERVICES[name]["command"]) == words(environment.programs(8000)[name])


@pytest.mark.parametrize("name", ["web", "worker"])
def test_what_is_multiplied_has_no_name_of_its_own(name):
    assert "container_name" not in SERVICES[name]


def test_only_the_migration_is_the_owner():
    owners = [n for n in OURS if "DATABASE_OWNER_URL" in SERVICES[n]["environment"]]

    assert owners == ["migrate"]


def asked_by_compose():
    return set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))


def given_by_example():
    lines = (ROOT / ".env.example").read_text().splitlines()
    return {line.split("=")[0] for line in lines if line and not line.startswith("#")}


def test_the_example_gives_all_that_compose_asks_and_nothing_else():
    assert given_by_example() == asked_by_compose()


def test_compose_passes_what_settings_read():
    read = set()
    for path in (ROOT / "portal/settings").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            called = node.func if isinstance(node, ast.Call) else None
            if (
                isinstance(called, ast.Attribute)
                and getattr(called.value, "id", "") == "environment"
            ):
                read.add(ast.literal_eval(node.args[0]))
    development_only = {"AUTORELOAD", "TEST_REDIS_URL", "PORTAL_LEASE"}
    development_only |= {"AUDIT_HTTP_PORT", "AUDIT_HTTPS_PORT"}
    passed = set(SERVICES["migrate"]["environment"])

    assert (
        read - passed - development_only - {name for name in read if name.startswith("PROCONNECT")}
        == set()
    )


def test_no_secret_is_written_in_the_files():
    for name in (
        "SECRET_KEY",
        "DATABASE_ADMIN_PASSWORD",
        "DATABASE_OWNER_PASSWORD",
        "DATABASE_APP_PASSWORD",
    ):
        assert f"\n{name}=\n" in (ROOT / ".env.example").read_text()


def test_production_starts_with_a_full_environment_and_refuses_without():
    code = "import portal.settings.production"
    full = {
        "SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "portail.example.org", "PATH": "/usr/bin:/bin",
        "PORTAL_BASE_URL": "https://portail.example.org", "PORTAL_CONTACT_PHONE": "03 00 00 00 00",
        "PORTAL_CONTACT_EMAIL": "a@example.org", "DEFAULT_FROM_EMAIL": "a@example.org",
        "DATABASE_URL": "postgres://a:b@127.0.0.1/c",
    }  # fmt: skip
    python = str(ROOT / ".venv/bin/python")

    good = subprocess.run([python, "-c", code], env=full, cwd=ROOT, check=False)
    assert good.returncode == 0
    for name in sorted(full.keys() - {"PATH", "DATABASE_URL"}):
        bad = subprocess.run(
            [python, "-c", code],
            env={**full, name: ""},
            cwd=ROOT,
            check=False,
            capture_output=True,
        )
        assert name.encode() in bad.stderr
