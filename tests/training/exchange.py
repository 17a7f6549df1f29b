"""Questions of town halls for tests."""

from communes.queries.acting import acting_of
from tests import factories
from tests.conftest import NOON
from tests.training.factories import ThemeFactory
from training.domain import answers, questions
from training.domain.answers import Answered
from training.domain.questions import Asked


def hall(name="Bickenholtz", **person):
    """A secretary of a town hall of that name."""
    commune = factories.CommuneFactory(name=name)
    names = {"first_name": "Solange", "last_name": "Ferrand"} | person
    one = factories.PersonFactory(user=factories.UserFactory(**names), **names)
    return factories.SecretaryFactory(commune=commune, person=one)


def ask(position, title="Renouveler une concession funéraire ?", *, at=NOON, theme=None, **given):
    """A question of that secretary."""
    theme = theme or ThemeFactory()
    asked = Asked(theme_id=theme.pk, title=title, **given)
    return questions.ask(position.commune_id, asked, by=position.person.user, at=at)


def reply(question, position, text="Deux ans après l’échéance.", *, at=NOON, **given):
    """An answer by that secretary, or by somebody of the team."""
    given = Answered(text=text, **given)
    return answers.answer(question.pk, position.commune_id, given, by=position.person.user, at=at)


def seen_by(position):
    """The person as a request of that day knows her."""
    user = position.person.user
    user.acting = acting_of(user, on=NOON.date())
    return user
