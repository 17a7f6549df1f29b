"""Questions between secretaries, their answers, and who knows what. Every member reads, each writes her own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat, Left

from communes.models import Commune, Folded
from communes.models.scope import SharedRows, is_of_the_team
from portal.files import SHOWN
from training.models.catalogue import Theme
from training.models.sessions import Session
from training.states.exchange import QuestionState, Standing

if TYPE_CHECKING:
    from portal.accounts.models import User

_Q = QuestionState
LOOKED_IN = 800
"""Letters of a question in which a word with a typo is looked for."""
SOMEBODY = "une mairie"
SERVICE = "service mutualisé"


def reads_exchange(user: User) -> bool:
    """The town halls and the team; not who only gives a course, or reads the figures."""
    return user.acting is not None and (user.acting.team or bool(user.acting.communes))


class QuestionQuerySet(SharedRows["Question"]):
    def visible_to(self, user: User) -> Self:
        """What is withdrawn remains to who asked it, and to the team."""
        if not reads_exchange(user):
            return self.none()
        return (
            self if is_of_the_team(user) else self.filter(~Q(state=_Q.WITHDRAWN) | Q(author=user))
        )

    def asked(self) -> Self:
        return self.exclude(state=_Q.WITHDRAWN)

    def silent(self) -> Self:
        """Nobody has answered."""
        return self.filter(~_answered(), state=_Q.OPEN)

    def standing(self, standing: str) -> Self:
        """Those that stand so."""
        if standing == Standing.SILENT:
            return self.silent()
        if standing == Standing.ANSWERED:
            return self.filter(_answered(), state=_Q.OPEN)
        return self.filter(state=standing)

    def counted(self) -> Self:
        """With `votes` and `replies`, the people who have the same question and the answers that stand."""
        return self.annotate(
            votes=Count("same", distinct=True),
            replies=Count("answers", filter=Q(answers__withdrawn_at=None), distinct=True),
        )


def _answered() -> Exists:
    return Exists(Answer.objects.filter(question=OuterRef("pk"), withdrawn_at=None))


class Signed(models.Model):
    """Something a person wrote for a commune, or for the team (`commune` empty), which she may keep unnamed."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="auteur", on_delete=models.PROTECT, related_name="+"
    )
    author_name = models.CharField("nom de l’auteur", max_length=120)
    shown = models.BooleanField(
        "montrer mon nom et ma commune",
        default=True,
        help_text="Sinon, les autres lisent « une mairie ».",
    )

    class Meta:
        abstract = True

    @property
    def signature(self) -> str:
        """« Solange Ferrand, Bickenholtz », or « une mairie »."""
        commune: Commune | None = getattr(self, "commune")  # noqa: B009 -- each subclass has its own
        if commune is None:
            return f"{self.author_name}, {SERVICE}"
        return f"{self.author_name}, {commune.name}" if self.shown else SOMEBODY


class Question(Signed):
    """A question that a secretary asks the others."""

    commune = models.ForeignKey(
        Commune,
        verbose_name="commune",
        on_delete=models.PROTECT,
        related_name="practice_questions",
    )
    theme = models.ForeignKey(
        Theme, verbose_name="thème", on_delete=models.PROTECT, related_name="questions"
    )
    title = models.CharField("question", max_length=160)
    text = models.TextField("précisions", max_length=8000, blank=True)
    state = models.CharField("état", max_length=9, choices=QuestionState, default=_Q.OPEN)
    asked_at = models.DateTimeField("posée le")
    edited_at = models.DateTimeField("modifiée le", null=True, blank=True)
    accepted = models.ForeignKey(
        "training.Answer",
        verbose_name="réponse validée",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    accepted_at = models.DateTimeField("validée le", null=True, blank=True)
    meeting = models.ForeignKey(
        Session,
        verbose_name="rencontre",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="questions",
    )
    minutes = models.TextField("compte rendu", max_length=8000, blank=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)
    words = models.GeneratedField(
        expression=Folded(
            Left(
                Concat(F("title"), Value(" "), F("text"), output_field=models.TextField()),
                LOOKED_IN,
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
        verbose_name="mots cherchés",
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "question d’entraide"
        verbose_name_plural = "questions d’entraide"
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("id", "commune"), name="question_with_its_commune"),
            models.CheckConstraint(
                name="question_validated_has_its_answer",
                condition=Q(state=_Q.VALIDATED, accepted__isnull=False, accepted_at__isnull=False)
                | (~Q(state=_Q.VALIDATED) & Q(accepted=None, accepted_at=None)),
                violation_error_message="Une question validée dit quelle réponse, et quand.",
            ),
            models.CheckConstraint(
                name="question_discussed_has_its_meeting",
                condition=Q(state__in=(_Q.ON_AGENDA, _Q.TREATED), meeting__isnull=False)
                | (~Q(state__in=(_Q.ON_AGENDA, _Q.TREATED)) & Q(meeting=None)),
                violation_error_message="Une question à l’ordre du jour dit de quelle rencontre.",
            ),
            models.CheckConstraint(
                name="question_treated_has_its_minutes",
                condition=(Q(state=_Q.TREATED) & ~Q(minutes=""))
                | (~Q(state=_Q.TREATED) & Q(minutes="")),
                violation_error_message="Une question traitée en rencontre a son compte rendu.",
            ),
            models.CheckConstraint(
                name="question_withdrawn_is_dated",
                condition=Q(state=_Q.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=_Q.WITHDRAWN) & Q(withdrawn_at=None)),
                violation_error_message="Une question retirée dit quand.",
            ),
        )
        indexes = (GinIndex(fields=["words"], name="question_words", opclasses=["gin_trgm_ops"]),)

    def __str__(self) -> str:
        return self.title


class AnswerQuerySet(SharedRows["Answer"]):
    def visible_to(self, user: User) -> Self:
        if not reads_exchange(user):
            return self.none()
        return self if is_of_the_team(user) else self.filter(Q(withdrawn_at=None) | Q(author=user))

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)


class Answer(Signed):
    """An answer. `told_at`: when its author of the question was written to."""

    question = models.ForeignKey(
        Question, verbose_name="question", on_delete=models.PROTECT, related_name="answers"
    )
    commune = models.ForeignKey(
        Commune,
        verbose_name="commune",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    text = models.TextField("réponse", max_length=8000)
    at = models.DateTimeField("le")
    edited_at = models.DateTimeField("modifiée le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)
    told_at = models.DateTimeField("annoncée le", null=True, blank=True, editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse d’entraide"
        verbose_name_plural = "réponses d’entraide"
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("id", "question"), name="answer_with_its_question"),
        )

    def __str__(self) -> str:
        return f"Réponse à « {self.question} »"


class SameQuestion(models.Model):
    """« J’ai la même question »: once a person."""

    question = models.ForeignKey(
        Question, verbose_name="question", on_delete=models.PROTECT, related_name="same"
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="qui", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("le")

    objects: SharedRows[SameQuestion] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "même question"
        verbose_name_plural = "mêmes questions"
        constraints = (
            models.UniqueConstraint(
                fields=("question", "user"),
                name="same_question_once_a_person",
                violation_error_message="Vous avez déjà dit que vous avez la même question.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} : {self.question}"


class SkillOffer(models.Model):
    """« Je sais faire, je peux aider »: a person, on a theme, for her commune."""

    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="qui", on_delete=models.PROTECT, related_name="+"
    )
    theme = models.ForeignKey(
        Theme, verbose_name="thème", on_delete=models.PROTECT, related_name="offers"
    )
    name = models.CharField("nom", max_length=120)
    word = models.CharField("précision", max_length=160, blank=True)
    since = models.DateTimeField("depuis le")

    objects: SharedRows[SkillOffer] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "savoir-faire proposé"
        verbose_name_plural = "savoir-faire proposés"
        ordering = ("theme__position", "theme__name", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "theme"),
                name="skill_offer_once_a_theme",
                violation_error_message="Vous proposez déjà votre aide sur ce thème.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.theme}"


class PracticeFile(models.Model):
    """A file joined to a question, or to an answer; downloaded through one checked view."""

    question = models.ForeignKey(
        Question, verbose_name="question", on_delete=models.PROTECT, related_name="files"
    )
    answer = models.ForeignKey(
        Answer,
        verbose_name="réponse",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="files",
    )
    commune = models.ForeignKey(
        Commune,
        verbose_name="commune",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    name = models.CharField("nom", max_length=200)
    content_type = models.CharField("type", max_length=120)
    size = models.PositiveIntegerField("octets")
    sha256 = models.CharField("empreinte", max_length=64)
    file = models.FileField("fichier", upload_to="entraide/%Y/%m/", max_length=200)
    added_at = models.DateTimeField("ajouté le")

    objects: SharedRows[PracticeFile] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "pièce d’entraide"
        verbose_name_plural = "pièces d’entraide"
        ordering = ("added_at", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Shown in the page; everything else is only ever downloaded."""
        return self.content_type in SHOWN
