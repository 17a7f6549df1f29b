"""Type nonsense in every field of every form, and in every address, as each role: a page never answers 500.

    ./run nonsense                 about 32,000 requests, a quarter of an hour
    ./run nonsense --seed 7        other nonsense
    ./run nonsense --save          and write docs/trials/nonsense.md

The pages are those that the browser's tests open and those that links lead to, in a database of its own with the
demonstration. Ends with 1 at the end if one request was answered by an error.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from bench.nonsense.forms import Form, forms_of
from bench.pages.__main__ import drop, prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "trials" / "nonsense.md"
DATABASE = "portal_nonsense"
ROLES = {
    "public": None,
    "secretary": "secretaire.57080@example.org",
    "mayor": "maire.57080@example.org",
    "manager": "gestion@example.org",
    "IT agent": "informatique@example.org",
}
HUGE = "99999999999999999999"
TYPED = (
    *(
        "",
        "x" * 12_000,
        "\0a",
        "-1",
        "0",
        HUGE,
        "2147483648",
        "1e9",
        "NaN",
        "Infinity",
        "1,5",
        "1.5.5",
    ),
    *("31/02/2026", "30/11/9999", "01/01/0001", "2026-13-45", "25:99", "[]", "{}", "٣٤", "57080"),
    *(
        "é😀\u202e<script>alert(1)</script>",
        "' OR 1=1 --",
        "../../etc/passwd",
        "%00",
        "<b",
        "=1+1",
    ),
)
ASKED = (
    *(
        "page=abc",
        "page=-1",
        f"page={HUGE}",
        "tri=zzz",
        "tri=-",
        "q=%00",
        f"q={'x' * 3000}",
        "q=%25_%5C",
    ),
    *(
        "annee=abc",
        "annee=99999999",
        "annee=-1",
        "commune=abc",
        f"commune={HUGE}",
        "theme=x",
        "etat=zzz",
    ),
    *(
        "du=31/02/2026",
        "du=2026-13-45",
        "au=x",
        f"site={HUGE}",
        "vue=zzz",
        "mois=2026-99",
        "jour=2026-02-31",
    ),
    *("p=1&p=2", "suite=%00", "next=http://evil.example/", "o=999", "format=zzz", "q=31/02/2026"),
)
NUMBERS = ("2147483648", "9223372036854775808", HUGE, "0")
FIELDS, EACH, TOGETHER = 14, 5, 4
"""Fields tried in a form, nonsense tried in each, and times that all of them hold some."""


@dataclass
class Outcome:
    """Requests by answer, kinds of forms met, and each place that failed with the first request that led there."""

    answers: Counter[int] = field(default_factory=Counter)
    forms: set[Any] = field(default_factory=set)
    pages: int = 0
    faults: dict[str, str] = field(default_factory=dict)


class Visitor:
    """One role. `ask` notes what came back."""

    def __init__(self, role: str, client: Client, outcome: Outcome, random: Random) -> None:
        self.role, self.client, self.outcome, self.random = role, client, outcome, random

    def ask(self, method: str, url: str, data: dict[str, str] | None = None) -> Any:
        answer = getattr(self.client, method)(url, data or {})
        self.outcome.answers[answer.status_code] += 1
        if answer.status_code >= 500:
            short = {name: value[:40] for name, value in (data or {}).items()}
            where = _where(getattr(answer, "exc_info", None))
            how = f"{self.role}: {method} {url[:120]} {short}"
            if self.outcome.faults.setdefault(where, how) is how:
                print(where, how, flush=True)
        return answer

    def visit(self, path: str) -> None:
        """The page, its address with nonsense in it, and its forms not met yet."""
        shown = self.ask("get", path)
        self.outcome.pages += 1
        base = path.split("?", maxsplit=1)[0]
        numbers = (
            [re.sub(r"\d+", number, base) for number in NUMBERS] if re.search(r"\d", base) else []
        )
        for url in (*numbers, *(f"{base}?{asked}" for asked in ASKED)):
            self.ask("get", url)
        if "html" in shown.get("Content-Type", "") and not shown.streaming:
            for form in forms_of(shown.content.decode(), path=path):
                if self._is_new(form):
                    for values in self._nonsense(form):
                        self.ask("post" if form.method == "post" else "get", form.action, values)

    def _is_new(self, form: Form) -> bool:
        kind = (self.role, *form.kind)
        if (
            kind in self.outcome.forms
            or not form.action.startswith("/")
            or "logout" in form.action
        ):
            return False
        self.outcome.forms.add(kind)
        return True

    def _nonsense(self, form: Form) -> Iterator[dict[str, str]]:
        pick = self.random
        names = sorted(form.values)
        for name in pick.sample(names, min(FIELDS, len(names))):
            for typed in pick.sample(TYPED, EACH):
                yield self._pressed(form, form.values | {name: typed})
        for _ in range(TOGETHER):
            yield self._pressed(form, {name: pick.choice(TYPED) for name in names})
        yield {}

    def _pressed(self, form: Form, values: dict[str, str]) -> dict[str, str]:
        if not form.buttons:
            return values
        name, value = self.random.choice(form.buttons)
        return values | {name: value}


def _where(failed: Any) -> str:
    """The last line of ours that the error went through, and the error."""
    if failed is None:
        return "unknown"
    ours = [
        one
        for one in traceback.extract_tb(failed[2])
        if one.filename.startswith(f"{ROOT}/") and ".venv" not in one.filename
    ]
    last = ours[-1]
    return (
        f"{Path(last.filename).relative_to(ROOT)}:{last.lineno} {failed[0].__name__}: {failed[1]}"[
            :240
        ]
    )


def run(seed: int, only: str | None) -> Outcome:
    from django.test import Client  # noqa: PLC0415 -- once the database is chosen

    from bench.pages.walk import walk  # noqa: PLC0415
    from portal.accounts.models import User  # noqa: PLC0415

    outcome = Outcome()
    for role, email in ROLES.items():
        if only not in {None, role}:
            continue
        client = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1")
        if email:
            client.force_login(User.objects.get(email=email))
        paths = dict.fromkeys(page.path for page in walk(client, role, email))
        visitor = Visitor(role, client, outcome, Random(f"{seed}{role}"))
        for path in paths:
            visitor.visit(path)
        print(role, len(paths), "pages;", outcome.answers.total(), "requests", flush=True)
    return outcome


def written(outcome: Outcome, *, seed: int, minutes: int) -> str:
    answers = ", ".join(f"{n} × {status}" for status, n in sorted(outcome.answers.items()))
    faults = "".join(f"\n* `{where}` ({how})" for where, how in outcome.faults.items())
    return (
        "# Nonsense in every field\n\n"
        f"`./run nonsense --seed {seed}`: {outcome.answers.total()} requests in {minutes} minutes, over"
        f" {outcome.pages} pages of {len(ROLES)} roles and {len(outcome.forms)} kinds of forms. In each field:"
        " nothing, 12,000 letters, numbers and dates that do not exist, control characters, other alphabets, markup;"
        f" in each address: numbers too great, unknown filters and pages.\n\nAnswers: {answers}.\n\n"
        f"**{len(outcome.faults)} place{'s' * (len(outcome.faults) != 1)} answered by an error.**{faults}\n"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=ROLES, help="one role")
    parser.add_argument("--save", action="store_true", help="write docs/trials/nonsense.md")
    asked = parser.parse_args()
    owner = os.environ["DATABASE_OWNER_URL"]
    os.environ["DEMONSTRATION"] = "1"
    prepare("portal.settings.dev", database=DATABASE)
    import django  # noqa: PLC0415 -- once the database is chosen

    django.setup()
    logging.disable(logging.CRITICAL)
    begun = time.monotonic()
    try:
        outcome = run(asked.seed, asked.only)
    finally:
        from django.db import connections  # noqa: PLC0415

        connections.close_all()
        drop(owner, DATABASE)
    text = written(outcome, seed=asked.seed, minutes=round((time.monotonic() - begun) / 60))
    print(text)
    if asked.save:
        PAGE.write_text(text)
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
