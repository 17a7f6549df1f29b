"""The words that ./run understands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from ops import broker, checks, environment, places, portal, postgres

HELP = """\
./run                  démarre le portail (PORT=8001 ./run pour un autre port)
./run test [filtre]    vérifie tout, ou seulement les tests du filtre
./run faults [nom]     plante chaque faute connue dans une copie, et vérifie que les tests la voient
./run outbox …         tue ouvriers, web et courtier pendant que des courriels s’écrivent, et compte
./run mailroom [n]     tue n fois les ouvriers qui relèvent et lisent une boîte, et compte où est chaque courriel
./run seats [n]        inscrit, désiste, propose : n pas à côté d’un modèle de référence
./run rush [n]         n secrétaires demandent vingt places au même instant, et compte ce que chacune reçoit
./run nonsense         tape n’importe quoi dans chaque champ et chaque adresse, et compte les erreurs
./run deadlines [n]    compare les échéances à un compteur minute par minute
./run planner [n]      compare le choix des salles à un essai de tous les cas, et mesure sur la carte
./run manage …         la ligne de commande de Django, dans le même environnement
./run services         PostgreSQL et le courtier seuls, et les variables pour s’en servir
./run reset [--yes]    efface var/ : base, documents, courriels
./run help             cette aide
"""


def main(words: list[str]) -> int:
    command, rest = (words[0], words[1:]) if words else ("start", [])
    commands = {
        "start": portal.run,
        "test": lambda: checks.run(rest),
        "faults": lambda: checks.run_faults(rest),
        "outbox": lambda: checks.run_module("bench.outbox.trial", rest),
        "mailroom": lambda: checks.run_module("bench.mailroom.trial", rest),
        "deadlines": lambda: checks.run_module("bench.deadlines.trial", rest),
        "planner": lambda: checks.run_module("bench.planner.trial", rest),
        "nonsense": lambda: checks.run_module("bench.nonsense.trial", rest),
        "rush": lambda: checks.run_module("bench.rush.trial", rest),
        "seats": lambda: checks.run_module("bench.seats.trial", rest),
        "manage": lambda: _manage(rest),
        "services": _services,
        "reset": lambda: _reset(rest),
        "help": lambda: print(HELP) or 0,
    }
    if command not in commands:
        print(HELP, file=sys.stderr)
        return 2
    try:
        return commands[command]()
    except places.Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1


def _manage(arguments: list[str]) -> int:
    """In the services of a portal that runs, or in services started for this command."""
    port = int(os.environ.get("PORT", "8000"))
    running = _running_services()
    if running:
        env = environment.of_portal(*running, port=port)
        return _call(env, arguments)
    with portal.services() as (database, middle):
        return _call(environment.of_portal(database, middle, port=port), arguments)


def _call(env: dict[str, str], arguments: list[str]) -> int:
    command = [str(places.BIN / "python"), str(places.ROOT / "manage.py"), *arguments]
    return subprocess.run(command, check=False, env=env).returncode


def _running_services() -> tuple[postgres.Database, broker.Broker] | None:
    """The services of a ./run open in another terminal."""
    try:
        with portal.only_one():
            return None
    except places.Trouble:
        ports = places.kept(places.VAR, "postgres_port"), places.kept(places.VAR, "broker_port")
        owner, app = places.kept(places.VAR, "owner"), places.kept(places.VAR, "app")
        host = f"127.0.0.1:{ports[0]}/portal"
        return (
            postgres.Database(
                owner_url=os.environ.get(
                    "DATABASE_OWNER_URL", f"postgres://portal_owner:{owner}@{host}"
                ),
                app_url=os.environ.get("DATABASE_URL", f"postgres://portal_app:{app}@{host}"),
            ),
            broker.Broker(os.environ.get("REDIS_URL", f"redis://127.0.0.1:{ports[1]}/0")),
        )


def _services() -> int:
    stop = portal.Stop()
    with portal.only_one(), portal.services() as (database, middle):
        print(f"export DATABASE_URL={database.app_url}")
        print(f"export DATABASE_OWNER_URL={database.owner_url}")
        print(f"export REDIS_URL={middle.url}", flush=True)
        stop.asked.wait()
    return 0


def _reset(arguments: list[str]) -> int:
    if "--yes" not in arguments:
        answer = input("Effacer la base, les documents et les courriels de var/ ? (oui/non) ")
        if answer.strip().lower() not in {"oui", "o"}:
            print("Rien n’a été effacé.")
            return 1
    with portal.only_one():
        for path in places.VAR.iterdir():
            if path.name in {"tools", "lock"}:
                continue
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    print("var/ est vide.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
