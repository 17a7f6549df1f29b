"""The constraints of the wishes, each from both sides."""

import pytest

from portal.walls.acting import EVERYONE, wall
from tests import factories
from tests.conftest import NOON
from tests.training.factories import DAY, SessionFactory, ThemeFactory
from tests.training.hall import Hall
from tests.training.test_tables import both_sides, changed, refused
from tests.training.wishing import answer_of, boss, campaign, course, wish
from training.models import DemandCluster, NeedsAnswer, NeedsCampaign, Wish
from training.states.wishes import AnswerState as A, NeedsState as N, Visa, WishState as W

pytestmark = pytest.mark.django_db

CAMPAIGN = [
    ("needs_campaign_of_a_year", {"year": 2019}, {"year": 2020}),
    ("needs_campaign_of_a_year", {"year": 2101}, {"year": 2100}),
    ("needs_campaign_dated_by_state", {"state": N.DRAFT}, {"state": N.DRAFT, "opened_at": None}),
    ("needs_campaign_dated_by_state", {"state": N.CLOSED}, {"state": N.CLOSED, "closed_at": NOON}),
    ("needs_campaign_dated_by_state", {"closed_at": NOON}, {"closed_at": None}),
    ("needs_campaign_closes_after_opening", {"closes_at": NOON}, {"closes_at": NOON + DAY}),
]
WISH = [
    ("wish_of_a_course_or_in_words", {"course": None}, {"course": None, "subject": "le cadastre"}),
    ("wish_of_one_person_or_several", {"people": 2}, {"people": 2, "person": None}),
    (
        "wish_of_one_person_or_several",
        {"people": 0, "person": None},
        {"people": 99, "person": None},
    ),
    ("wish_priority_one_to_three", {"priority": 4}, {"priority": 3}),
    ("wish_priority_one_to_three", {"priority": 0}, {"priority": 1}),
    ("wish_weekdays_leave_one", {"not_weekdays": [0, 1, 2, 3, 4]}, {"not_weekdays": [1, 2, 3, 4]}),
    ("wish_weekdays_leave_one", {"not_weekdays": [5]}, {"not_weekdays": []}),
    ("wish_drives_somewhere", {"kilometres_at_most": 0}, {"kilometres_at_most": 1}),
    ("wish_drives_somewhere", {"kilometres_at_most": 201}, {"kilometres_at_most": 200}),
    (
        "wish_answered_with_a_reason",
        {"state": W.POSTPONED, "decided_at": NOON},
        {"state": W.POSTPONED, "decided_at": NOON, "reason": "salle prise"},
    ),
    (
        "wish_answered_with_a_reason",
        {"state": W.REFUSED, "reason": "salle prise"},
        {"state": W.REFUSED, "reason": "salle prise", "decided_at": NOON},
    ),
    ("wish_answered_with_a_reason", {"reason": "salle prise"}, {"reason": ""}),
    (
        "wish_clustered_has_its_cluster",
        {"state": W.SATISFIED},
        {"state": W.SATISFIED, "decided_at": NOON},
    ),
]
SAID = {"visa_at": NOON, "visa_as": "Odile Klein, maire", "visa_via": "link"}
AWAITED = {"visa": Visa.AWAITED, "visa_asked_at": NOON}
BACK = {"state": A.DRAFT, "answered_at": None, "answered_by": None, "visa": Visa.REFUSED}
VISA = [
    (AWAITED | SAID, AWAITED),
    ({"visa": Visa.AWAITED}, AWAITED),
    ({"visa": Visa.GIVEN}, {"visa": Visa.GIVEN} | SAID),
    ({"visa": Visa.GIVEN, "visa_reason": "non"} | SAID, {"visa": Visa.GIVEN} | SAID),
    (BACK | SAID, BACK | SAID | {"visa_reason": "non"}),
    (
        AWAITED | SAID | {"visa": Visa.REFUSED, "visa_reason": "non"},
        BACK | SAID | {"visa_reason": "non"},
    ),
    (SAID, {"visa_at": None}),
]
AVAILABILITY = ("wish_weekdays_leave_one", "wish_drives_somewhere")


@pytest.fixture
def hall(db):
    return Hall()


@pytest.mark.parametrize(("name", "wrong", "right"), CAMPAIGN)
def test_a_campaign_is_always_true_to_its_state(name, wrong, right):
    both_sides(campaign(), name, wrong, right)


@pytest.mark.parametrize(("name", "wrong", "right"), WISH)
def test_a_wish_is_always_true_to_its_state(hall, name, wrong, right):
    made = campaign(ThemeFactory())
    (one,) = wish(made, hall, hall.secretary, learn=course(made.themes.get()))

    both_sides(one, name, wrong, right)


def test_a_clustered_wish_names_its_cluster_and_its_session(hall):
    made = campaign(ThemeFactory())
    learn = course(made.themes.get())
    (one,) = wish(made, hall, hall.secretary, learn=learn)
    values = {
        "campaign": made,
        "course": learn,
        "kept_at": NOON,
        "kept_by": boss(),
        "kilometres": 1,
    }
    values["central_kilometres"] = 2
    refused(
        lambda: DemandCluster.objects.create(rooms=0, people=1, **values),
        "demand_cluster_of_somebody",
    )
    kept = DemandCluster.objects.create(rooms=1, people=1, **values)
    whole = {
        "state": W.CLUSTERED,
        "cluster": kept,
        "session": SessionFactory(),
        "decided_at": NOON,
    }

    both_sides(one, "wish_clustered_has_its_cluster", whole | {"session": None}, whole)
    refused(changed(one, state=W.SUBMITTED), "wish_clustered_has_its_cluster")


def test_one_campaign_a_year_is_open_and_titles_are_given_once():
    first = campaign()
    second = campaign(year=2028)

    refused(changed(second, year=2027), "needs_campaign_open_once_a_year")
    refused(changed(second, title=first.title), "training_needscampaign_title")

    assert changed(second, year=2027, state=N.CLOSED, closed_at=NOON)() == 1


def test_a_commune_answers_once_and_an_awaited_answer_has_no_date(hall):
    made = campaign()
    answer = answer_of(made, hall)

    refused(
        lambda: NeedsAnswer.objects.create(campaign=made, commune=hall.commune),
        "needs_answer_once_a_commune",
    )
    NeedsAnswer.objects.create(campaign=campaign(year=2028, opened=False), commune=hall.commune)
    both_sides(
        answer,
        "needs_answer_dated_once_given",
        {"state": A.NONE},
        {"state": A.NONE, "answered_at": NOON},
    )
    refused(changed(answer, state=A.SILENT), "needs_answer_dated_once_given")
    for name, wrong, right in (one for one in WISH if one[0] in AVAILABILITY):
        both_sides(answer, name.replace("wish", "needsanswer"), wrong, right)


@pytest.mark.parametrize(("wrong", "right"), VISA)
def test_a_visa_says_who_and_when_and_a_refusal_why(hall, wrong, right):
    made = campaign(ThemeFactory())
    wish(made, hall, subject="le cadastre", number=1)

    both_sides(answer_of(made, hall), "needs_answer_visa_says_who", wrong, right)


def test_nobody_and_no_commune_wishes_the_same_thing_twice(hall):
    made = campaign(ThemeFactory())
    learn = course(made.themes.get())
    (named,) = wish(made, hall, hall.secretary, learn=learn)

    def twin(**changes):
        def make():
            copy = Wish.objects.get(pk=named.pk)
            copy.pk = None
            for name, value in changes.items():
                setattr(copy, name, value)
            copy.save()

        return make

    refused(twin(), "wish_once_an_agent_and_course")
    twin(person=hall.mayor)()
    twin(person=None, people=2)()
    refused(twin(person=None, people=3), "wish_without_name_once_a_course")
    twin(person=None, people=3, subject="le cadastre", course=None)()
    refused(twin(person=None, subject="le cadastre", course=None), "wish_in_words_once")
    twin(person=hall.mayor, subject="le cadastre", course=None)()
    twin(person=None, people=3, subject="le cadastre")()  # found to be that course since


def test_a_wish_is_of_the_commune_and_of_the_campaign_of_its_answer(hall):
    made = campaign(ThemeFactory())
    other, need = Hall(), factories.NeedFactory()
    (one,) = wish(made, hall, hall.secretary, learn=course(made.themes.get()))

    refused(changed(one, commune=other.commune), "wish_of_the_answer")
    refused(changed(one, campaign=campaign(year=2028)), "wish_of_the_answer")
    refused(changed(one, need=need), "same_commune")
    own = factories.NeedFactory(commune=hall.commune)
    assert changed(one, need=own)() == 1


def test_a_town_hall_reads_its_own_wishes_and_writes_no_campaign(hall):
    other = Hall()
    made = campaign(ThemeFactory())
    learn = course(made.themes.get())
    wish(made, hall, hall.secretary, learn=learn)
    wish(made, other, other.secretary, learn=learn)

    with wall([hall.commune.pk, EVERYONE]):
        assert [one.commune_id for one in Wish.objects.all()] == [hall.commune.pk]
        assert [one.commune_id for one in NeedsAnswer.objects.all()] == [hall.commune.pk]
        assert NeedsCampaign.objects.get() == made
        assert list(made.themes.all()) == [learn.theme]
        assert NeedsCampaign.objects.update(word="x") == 0
        assert DemandCluster.objects.count() == 0
