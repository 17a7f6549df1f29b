"""./run test: what CI runs, on services of its own, from a clean clone to one closing line."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ops import broker, places, postgres, system

if TYPE_CHECKING:
    from collections.abc import Callable

TEST = places.VAR / "test"


def run(arguments: list[str]) -> int:
    """Everything; or only pytest with these arguments."""
    _need_what_tests_use()
    return _in_services(lambda env: _pytest(env, arguments) if arguments else _everything(env))


def run_faults(arguments: list[str]) -> int:
    """The trial of the tests themselves, with all that they use."""
    _need_what_tests_use()
    return run_module("tests.faults", arguments)


def _need_what_tests_use() -> None:
    system.need_browser()
    system.need_agents()
    system.need_mail_server()
    system.need_calendar_readers()


def run_module(name: str, arguments: list[str]) -> int:
    """A trial of the tree: `python -m name`, on the services of the tests."""
    return _in_services(lambda env: _call(env, ["python", "-m", name, *arguments]))


def _in_services(call: Callable[[dict[str, str]], int]) -> int:
    system.need_pdf_libraries()
    env = _environment()
    database = postgres.provide(TEST, durable=False)
    try:
        middle = broker.provide(TEST)
        try:
            env |= {"DATABASE_URL": database.app_url, "DATABASE_OWNER_URL": database.owner_url}
            env |= {
                "REDIS_URL": middle.url,
                "TEST_RUN": f"{time.time_ns()}",
            }
            return call(env)
        finally:
            middle.stop()
    finally:
        database.stop()


def _environment() -> dict[str, str]:
    given = {k: v for k, v in os.environ.items() if k not in {"PORT", "DEMONSTRATION"}}
    return {
        **given,
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "CALENDAR_READERS": str(system.READERS),
        "PATH": f"{places.BIN}:{os.environ.get('PATH', '')}",
        "TZ": "UTC",
    }


STEPS = (
    ("style", ["ruff", "check", "."]),
    ("mise en forme", ["ruff", "format", "--check", "."]),
    ("gabarits", ["djlint", "templates", "--lint"]),
    ("couches", ["lint-imports", "--no-logo"]),
    ("types", ["mypy"]),
    ("migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"]),
)


PARALLEL = ["-n", "2"]
WHOLE_PORTALS = ["tests/browser", "tests/platform"]
"""Tests of portals in processes of their own. A browser keeps an event loop in the process that drives it, and Django
then refuses that process its database: the tests that ask the database run apart, before."""
TESTS = (
    ("tests", [f"--ignore={folder}" for folder in WHOLE_PORTALS]),
    ("navigateur", WHOLE_PORTALS),
)


def _everything(env: dict[str, str]) -> int:
    """Every step is run, so that one visit shows all that is wrong; pytest's line comes last."""
    results = []
    ready = subprocess.Popen(
        [places.BIN / "python", "-m", "tests.ready"], env=env, cwd=places.ROOT
    )
    for name, command in STEPS:
        print(f"── {name}", flush=True)
        results.append((name, *_timed(lambda command=command: _call(env, command))))  # type: ignore[misc]
    for name, words in TESTS:
        print(f"── {name}", flush=True)
        results.append((name, *_timed(lambda words=words: _pytest(env, [*PARALLEL, *words]))))  # type: ignore[misc]
    ready.wait()
    failed = [name for name, code, _ in results if code]
    summary = [
        f"  {name:15} {seconds:6.1f} s  {'à revoir' if code else 'bon'}"
        for name, code, seconds in results
    ]
    Path(TEST / "summary.txt").write_text("\n".join(summary) + "\n")
    if failed:
        print("\n".join(summary) + f"\nÀ revoir : {', '.join(failed)}", flush=True)
    return 1 if failed else 0


def _timed(call: object) -> tuple[int, float]:
    start = time.monotonic()
    code = call()  # type: ignore[operator]
    return code, time.monotonic() - start


def _call(env: dict[str, str], command: list[str]) -> int:
    return subprocess.run(command, check=False, env=env, cwd=places.ROOT).returncode


def _pytest(env: dict[str, str], arguments: list[str]) -> int:
    return _call(env, ["python", "-m", "pytest", *arguments])
