"""Real processes lose their broker, then their database: what people see meanwhile, and that nobody has to come.

`OUTAGES_REPORT=1 ./run test tests/platform/test_outages.py` writes what was measured in docs/trials/outages.md.
"""

import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ops import places
from tests import ready
from tests.browser.pages import ALL, SECRETARY
from tests.platform.house import House, Visitor, form_of, reaches

OURS = "Le portail est fermé quelques minutes"
PAGE_SECONDS, AWAY_SECONDS, HUNG_SECONDS = 3, 1, 6
"""What a page may take without a broker; what an apology may take without a database, or with a hung one."""
CROWD = 24
MEASURES = {}


@pytest.fixture(scope="module")
def house(worker_id, tmp_path_factory):
    story = tmp_path_factory.mktemp("story")
    ready.write_story(story)
    with pytest.MonkeyPatch.context() as env:
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
            env.delenv(name, raising=False)
        one = House(places.VAR / "test" / f"outages-{worker_id}", story)
        try:
            one.open()
            yield one
        finally:
            one.close()
    if os.environ.get("OUTAGES_REPORT") and "after" in MEASURES:
        write_report()


@pytest.fixture(scope="module")
def people(house):
    """One browser by role, signed in while all is well."""
    roles = {role for role, _ in ALL}
    return {r: Visitor(house).sign_in(r) if r else Visitor(house) for r in roles}


def tour(people):
    """Every page as every role: how long each took."""
    taken = []
    for role, path in ALL:
        status, seconds, _, _ = people[role].get(path)
        assert status == (404 if "n-existe-pas" in path else 200), (role, path)
        assert seconds < PAGE_SECONDS, (role, path, seconds)
        taken.append(seconds)
    return taken


def answer(visitor, insee):
    """Give what the form proposes, as the three clicks do; how long the sending took."""
    edit = f"/achats/campagnes/2/reponse/{insee}/"
    _, _, page, _ = visitor.get(edit)
    status, _, page, where = visitor.post(edit, form_of(page) | {"reponse": "complete"})
    assert (status, where) == (200, f"{edit}relire/")
    status, seconds, page, where = visitor.post(where, form_of(page))
    assert (status, where) == (200, edit)
    assert "enregistrée" in page
    return seconds


def without_a_broker(house, people, name, insee, *, back):
    """The pages, an answer whose jobs wait, and the jobs done once the broker is back."""
    taken = tour(people)
    posted = answer(people[SECRETARY], insee)
    waiting = house.waiting()
    back()
    recovered = house.wait(lambda: house.waiting() == 0, seconds=30, what="jobs")
    MEASURES[name] = {
        "pages": len(taken),
        "p50": statistics.median(taken),
        "slowest": max(taken),
        "answer": posted,
        "waiting": waiting,
        "recovered": recovered,
    }
    assert posted < PAGE_SECONDS
    assert waiting >= 1


def test_the_broker_is_down(house, people):
    if os.environ.get("OUTAGES_REPORT"):
        taken = tour(people)
        MEASURES["well"] = {"p50": statistics.median(taken), "slowest": max(taken)}
    house.stop_broker()

    without_a_broker(house, people, "broker down", "57080", back=house.start_broker)


def test_the_broker_hangs(house, people):
    server = house.broker.server
    house.hang(server)
    try:
        without_a_broker(house, people, "broker hung", "57635", back=lambda: house.release(server))
    finally:
        house.release(server)


def test_the_database_is_down_and_comes_back(house, people):
    web = house.programs["web"].pid
    house.stop_database()
    try:
        answers = [people[role].get(path) for role, path in ALL if path == "/"]
        answers.append(people[None].get("/compte/login/"))
        alive = people[None].get("/sante/vivant")
        ready = people[None].get("/sante/pret")
    finally:
        house.start_database()
    recovered = house.wait(lambda: reaches(people[SECRETARY], "/"), seconds=10, what="web")

    assert {(status, OURS in text) for status, _, text, _ in answers} == {(503, True)}
    assert all("css/portal" in text for _, _, text, _ in answers)
    assert statistics.median(seconds for _, seconds, _, _ in answers) < AWAY_SECONDS
    assert max(seconds for _, seconds, _, _ in answers) < PAGE_SECONDS
    assert (alive[0], ready[0]) == (200, 503)
    assert house.programs["web"].poll() is None
    assert house.programs["web"].pid == web
    MEASURES["database down"] = {
        "p50": statistics.median(seconds for _, seconds, _, _ in answers),
        "slowest": max(seconds for _, seconds, _, _ in answers),
        "alive": alive[1],
        "recovered": recovered,
    }


def crowded(people):
    """Three times as many visitors as the web has threads, all at once, and somebody who asks whether it lives."""
    with ThreadPoolExecutor(CROWD) as crowd:
        asked = [crowd.submit(people[SECRETARY].get, "/") for _ in range(CROWD)]
        time.sleep(0.2)
        alive = people[None].get("/sante/vivant")
        return [one.result() for one in asked], alive


def test_the_database_hangs_and_nobody_waits_for_ever(house, people):
    server = house.database.server
    roles = [role for role, path in ALL if path == "/"]
    for role in roles:
        people[role].get("/")
    house.hang(server)
    try:
        with ThreadPoolExecutor(len(roles)) as crowd:
            asked = [crowd.submit(people[role].get, "/") for role in roles]
            time.sleep(0.2)
            alive = people[None].get("/sante/vivant")
            answers = [one.result() for one in asked]
        ready = people[None].get("/sante/pret")
        crowded(people)  # by now every thread has met the silence
        many, alive_in_a_crowd = crowded(people)
    finally:
        house.release(server)
    recovered = house.wait(lambda: reaches(people[SECRETARY], "/"), seconds=10, what="web")
    both = [people[SECRETARY]] * 8
    house.wait(lambda: all(reaches(one, "/") for one in both), seconds=10, what="both processes")

    assert {(status, OURS in text) for status, _, text, _ in answers + many} == {(503, True)}
    assert max(seconds for _, seconds, _, _ in answers) < HUNG_SECONDS
    assert (alive[0], ready[0], alive_in_a_crowd[0]) == (200, 503, 200)
    assert alive[1] < PAGE_SECONDS
    assert alive_in_a_crowd[1] < AWAY_SECONDS
    assert ready[1] < HUNG_SECONDS
    MEASURES["database hung"] = {
        "p50": statistics.median(seconds for _, seconds, _, _ in answers),
        "slowest": max(seconds for _, seconds, _, _ in answers),
        "alive": alive[1],
        "recovered": recovered,
        "crowd": len(many),
        "crowd_p50": statistics.median(seconds for _, seconds, _, _ in many),
        "crowd_alive": alive_in_a_crowd[1],
    }


def test_after_all_that_a_mail_still_leaves_by_itself(house, people):
    page = people[None].get("/compte/login/code/")[2]

    people[None].post("/compte/login/code/", form_of(page) | {"email": SECRETARY})

    MEASURES["after"] = {
        "recovered": house.wait(lambda: house.waiting() == 0, seconds=30, what="mail")
    }
    codes = [
        p for p in (house.folder / "mails").iterdir() if "Votre code pour entrer" in p.read_text()
    ]
    assert len(codes) == 1


def write_report():
    """The figures in place of their names in the template beside this file."""
    template = (places.ROOT / "tests/platform/outages.md").read_text()
    figures = {
        f"{outage}_{what}".replace(" ", "_"): (
            f"{figure * 1000:.0f} ms" if isinstance(figure, float) else figure
        )
        for outage, found in MEASURES.items()
        for what, figure in found.items()
    }
    day = time.strftime("%-d %B %Y")
    (places.ROOT / "docs/trials/outages.md").write_text(template.format(day=day, **figures))
