"""The manager's pages: a campaign from its draft to its close, the board, the rooms, the plan."""

import datetime as dt
import re

import pytest

from communes.states import NeedState
from portal.documents.models import Document
from portal.lib.tables import read_xlsx
from portal.walls.acting import EVERYONE
from tests import factories
from tests.conftest import NOON
from tests.training.desk import address
from tests.training.factories import RoomFactory, SessionFactory, ThemeFactory, TrainerFactory
from tests.training.hall import Hall, text, to
from tests.training.wishing import boss, campaign, course, wish
from training.domain.demand import postpone_wishes
from training.models import NeedsCampaign, Session, Wish
from training.states.sessions import SessionState
from training.states.wishes import NeedsState, WishState

pytestmark = pytest.mark.django_db
SQUARE = [[[[7.0, 48.6], [7.2, 48.6], [7.2, 48.9], [7.0, 48.9], [7.0, 48.6]]]]


@pytest.fixture
def halls(db):
    north = Hall(name="Nord", latitude="48.85000", longitude="7.10000", outline=SQUARE)
    south = Hall(name="Sud", latitude="48.65000", longitude="7.10000", outline=SQUARE)
    south.commune.populations.create(vintage=2023, count=9000)
    return north, south


@pytest.fixture
def made(halls):
    return campaign(ThemeFactory(name="Budget"))


@pytest.fixture
def learn(made):
    return course(made.themes.get(), title="Préparer le budget", minimum=2, maximum=12)


def test_a_campaign_is_prepared_opened_extended_and_closed(halls, desk):
    theme = ThemeFactory()
    given = {"year": "2027", "title": "Souhaits", "closes_on": "24/11/2026", "themes": [theme.pk]}

    response = desk.post(address("needs_create"), given)
    made = NeedsCampaign.objects.get()
    assert response["Location"] == address("needs_follow", made.pk)
    assert "les mairies ne voient rien encore" in text(desk.get(response["Location"]))
    desk.post(address("needs_edit", made.pk), given | {"title": "Souhaits 2027"})
    assert "titre" in text(desk.post(address("needs_create"), given | {"title": "Souhaits 2027"}))
    desk.post(address("needs_move", made.pk, "open"))
    assert "0 commune sur 2 a répondu" in text(desk.get(address("needs_follow", made.pk)))
    desk.post(address("needs_remind", made.pk))
    late = {"closes_on": "9/11/2026"}
    assert "à venir" in text(desk.post(address("needs_move", made.pk, "extend"), late))
    desk.post(address("needs_move", made.pk, "extend"), {"closes_on": "30/11/2026"})
    desk.post(address("needs_move", made.pk, "close"))

    made.refresh_from_db()
    assert (made.title, made.state) == ("Souhaits 2027", NeedsState.CLOSED)
    assert made.closes_at.date() == dt.date(2026, 11, 30)


def test_the_follow_up_shows_the_map_the_calls_and_the_figures(halls, made, learn, desk):
    north, _south = halls
    wish(made, north, north.secretary, learn=learn, number=2)

    shown = text(desk.get(address("needs_follow", made.pk)))

    assert "1 commune sur 2 a répondu" in shown
    assert "3 personnes" in shown
    assert "Noter la réponse de Sud" in shown
    assert "Noter la réponse de Nord" not in shown
    assert "Carte de 2 communes : 1 ont répondu, 1 silencieuses." in shown


def test_the_board_counts_people_and_leaves_as_a_spreadsheet(halls, made, learn, desk):
    north, south = halls
    said = {"not_weekdays": (2,), "kilometres_at_most": 20, "period": "spring"}
    wish(made, north, north.secretary, learn=learn, number=2, priority=1, **said)
    wish(made, south, subject="Le cadastre", number=4)

    shown = text(desk.get(address("demand_board", made.pk)))
    hints = "3 avec un jour impossible, 3 avec un trajet limité, 3 plutôt d’avril à juin"
    assert hints in shown
    assert "7 personnes de 2 communes, pour 2 sujets" in shown
    assert "1 souhait à rattacher" in shown
    only = text(desk.get(address("demand_board", made.pk) + "?priorite=1"))
    assert "3 personnes de 1 commune" in only

    content = desk.get(address("demand_export", made.pk) + "?priorite=1").content
    assert [[str(cell) for cell in row] for row in read_xlsx(content)] == [
        ["Thème", "Formation", "Total", "Nord"],
        ["Budget", "Préparer le budget", "3", "3"],
        ["", "Total", "3", "3"],
    ]


def test_words_and_needs_find_their_course(halls, made, learn, desk):
    north, _south = halls
    (words,) = wish(made, north, north.secretary, subject="Les comptes")
    need = factories.NeedFactory(commune=north.commune, theme="training", label="Les régies")
    factories.NeedFactory(commune=north.commune, theme="it", label="Un écran")
    shown = text(desk.get(address("demand_loose", made.pk)))
    assert "Les comptes" in shown
    assert "Les régies" in shown
    assert "Un écran" not in shown

    nothing = desk.post(address("wish_attach", words.pk), {f"w{words.pk}-course": ""}, follow=True)
    assert "Choisissez la formation" in text(nothing)
    desk.post(address("wish_attach", words.pk), {f"w{words.pk}-course": learn.pk})
    given = {f"n{need.pk}-course": learn.pk, f"n{need.pk}-people": "2"}
    desk.post(address("need_take", made.pk, need.pk), given)

    need.refresh_from_db()
    assert need.state == NeedState.RETAINED
    assert set(Wish.objects.values_list("course", "people")) == {(learn.pk, 1), (learn.pk, 2)}
    assert "Tout a sa formation" in text(desk.get(address("demand_loose", made.pk)))


def test_wishes_are_postponed_with_a_word_and_looked_at_again(halls, made, learn, desk):
    north, _south = halls
    one, two = wish(made, north, north.secretary, north.mayor, learn=learn)
    page = address("demand_course", made.pk, learn.pk)

    assert "Cochez au moins un souhait" in text(desk.post(page, {"faire": "postpone"}))
    silent = desk.post(page, {"faire": "postpone", "wishes": [one.pk]})
    assert "Dites pourquoi" in text(silent)
    desk.post(page, {"faire": "postpone", "wishes": [one.pk], "reason": "Faute de salle."})
    one.refresh_from_db()
    assert (one.state, one.reason) == (WishState.POSTPONED, "Faute de salle.")
    assert "Faute de salle." in text(desk.get(page))
    desk.post(page, {"faire": "resume", "wishes": [one.pk]})
    one.refresh_from_db()
    assert one.state == WishState.SUBMITTED
    assert {two.pk, one.pk} == set(Wish.objects.values_list("pk", flat=True))


def test_the_rooms_are_compared_and_the_sessions_prepared(halls, made, learn, desk):
    north, south = halls
    up, down = RoomFactory(commune=north.commune, name="Haut"), RoomFactory(commune=south.commune)
    wish(made, north, north.secretary, learn=learn, number=2)
    wish(made, south, south.secretary, south.mayor, learn=learn)
    page = address("demand_plan", made.pk, learn.pk) + "?jour1=9/3/2027&jour2=11/3/2027&salles=2"

    shown = desk.get(page)
    html = shown.content.decode()
    words = text(shown)
    assert "0 km au lieu de 87" in words
    assert "33 %" in words.replace("\u00a0", " ")
    assert html.count('class="map venues"') == 2
    seen = re.search(r'name="seen" value="(\w+)"', html).group(1)

    stale = {"seen": "x", "rooms": 2, "day0": "9/3/2027", "day1": "11/3/2027"}
    assert "relisez la proposition" in text(desk.post(page, stale))
    trainer = TrainerFactory()
    kept = stale | {"seen": seen, "trainer0": trainer.pk, "trainer1": trainer.pk}
    desk.post(page, kept)

    found = {(one.slots.first().room, one.state, one.maximum) for one in Session.objects.all()}
    assert found == {(up, SessionState.DRAFT, 12), (down, SessionState.DRAFT, 12)}
    assert {one.state for one in Wish.objects.all()} == {WishState.CLUSTERED}
    assert "Aucun souhait ne reste" in text(desk.get(page))


def test_two_sessions_with_one_trainer_on_one_day_are_refused_whole(halls, made, learn, desk):
    north, south = halls
    RoomFactory(commune=north.commune)
    RoomFactory(commune=south.commune)
    wish(made, north, learn=learn, number=2)
    wish(made, south, learn=learn, number=2)
    page = address("demand_plan", made.pk, learn.pk) + "?jour1=9/3/2027&salles=2"
    seen = re.search(r'name="seen" value="(\w+)"', desk.get(page).content.decode()).group(1)
    trainer = TrainerFactory().pk
    given = {"seen": seen, "rooms": 2, "day0": "9/3/2027", "day1": "9/3/2027"}

    shown = text(desk.post(page, given | {"trainer0": trainer, "trainer1": trainer}))

    assert "Ce formateur est déjà pris" in shown
    assert not Session.objects.exists()


def test_the_plan_is_read_then_published_for_everybody(halls, made, learn, desk, signed_in):
    north, south = halls
    wish(made, north, north.secretary, learn=learn, number=2)
    SessionFactory(course=learn, on=dt.date(2027, 3, 9), room=RoomFactory(commune=south.commune))
    SessionFactory(on=dt.date(2027, 3, 10), state=SessionState.DRAFT)

    shown = desk.get(address("training_plan", made.pk))
    words = text(shown)
    assert "1 commune sur 2 a répondu : 3 personnes, 2 souhaits, 1 session annoncée" in words
    assert "<b>Nord</b>, Sud" in shown.content.decode()
    early = desk.post(address("training_plan_publish", made.pk), follow=True)
    assert "une fois le recueil clos" in text(early)
    desk.post(address("needs_move", made.pk, "close"))
    desk.post(address("training_plan_publish", made.pk))

    document = Document.objects.get(kind="training.training_plan")
    assert document.commune_id == EVERYONE
    assert document.title == "Plan de formation mutualisé 2027"
    assert document.title in text(signed_in(south.secretary.user).get(to("wish_list")))


def test_a_town_hall_reads_the_published_plan_its_own_wishes_first(
    halls, made, learn, desk, signed_in
):
    north, south = halls
    mine, _agents = wish(made, north, north.secretary, learn=learn, number=2)
    wish(made, south, subject="Le cadastre", number=1)
    planned = SessionFactory(course=learn, on=dt.date(2027, 3, 9))
    desk.post(address("needs_move", made.pk, "close"))
    secretary = signed_in(north.secretary.user)
    page = to("plan_detail", made.pk)
    assert secretary.get(page).status_code == 404
    desk.post(address("training_plan_publish", made.pk))
    later = factories.CommuneFactory(name="Ouest")
    made.answers.create(commune=later)
    postpone_wishes([mine.pk], reason="Faute de salle.", by=boss(), at=NOON)

    shown = secretary.get(page)
    words, source = text(shown), shown.content.decode()

    assert "2 communes sur 2 ont répondu" in words
    assert words.index("Faute de salle.") < words.index("Préambule") < words.index("Le cadastre")
    assert f'href="{to("session_detail", planned.pk)}"' in source
    assert "<b>Nord</b>, <b>Sud</b>." in source
    document = Document.objects.get(kind="training.training_plan")
    assert f"/documents/{document.pk}/" in source
    hers = text(signed_in(south.secretary.user).get(page))
    assert "Faute de salle." not in hers
    assert f'href="{page}"' in secretary.get(to("wish_list")).content.decode()


def test_the_manager_is_told_to_close_then_to_study(halls, made, learn, signed_in, time_machine):
    north, _south = halls
    wish(made, north, north.secretary, learn=learn)
    time_machine.move_to(made.closes_at + dt.timedelta(hours=1), tick=False)
    desk = signed_in(factories.ManagerFactory().person.user)
    assert "Recueil à clore : Souhaits 2027" in text(desk.get("/"))

    desk.post(address("needs_move", made.pk, "close"))

    assert "1 souhait attend une session" in text(desk.get("/"))
