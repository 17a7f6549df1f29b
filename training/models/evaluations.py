"""What people think of a session, without anybody being able to know who thought it.

A ticket lets somebody answer once, and disappears when she does. An answer says its session and its question, and
nothing else: no ticket, no person, no commune, no hour; its key is drawn at random, and answers of one sheet are not
tied together. The application may add answers, and never read them: it reads two views of the database, which give
nothing below five answers.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from communes.models.scope import SharedRows
from training.models.sessions import Session
from training.states.evaluations import Audience, Moment, QuestionKind


class EvaluationForm(models.Model):
    """The questions of one moment to one audience. One is in use at a time."""

    title = models.CharField("intitulé", max_length=120)
    moment = models.CharField("moment", max_length=4, choices=Moment)
    audience = models.CharField("à qui", max_length=7, choices=Audience, default=Audience.TRAINEE)
    words = models.CharField("en tête", max_length=300, blank=True)
    active = models.BooleanField("en usage", default=True)

    objects: SharedRows[EvaluationForm] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "questionnaire"
        verbose_name_plural = "questionnaires"
        ordering = ("-active", "-moment", "audience", "pk")
        constraints = (
            models.UniqueConstraint(
                name="evaluation_form_in_use_once",
                fields=("moment", "audience"),
                condition=Q(active=True),
                violation_error_message="Un autre questionnaire est en usage à ce moment pour ces personnes.",
            ),
            models.CheckConstraint(
                name="evaluation_form_mayors_later",
                condition=Q(audience=Audience.TRAINEE) | Q(moment=Moment.COLD),
                violation_error_message="Les maires ne sont interrogés qu’à froid.",
            ),
        )

    def __str__(self) -> str:
        return self.title


class EvaluationQuestion(models.Model):
    """One question. Once answered it is not reworded: it leaves the form, another takes its place."""

    form = models.ForeignKey(
        EvaluationForm,
        verbose_name="questionnaire",
        on_delete=models.PROTECT,
        related_name="questions",
    )
    position = models.PositiveSmallIntegerField("rang", default=0)
    kind = models.CharField("réponse", max_length=6, choices=QuestionKind)
    text = models.CharField("question", max_length=200)
    active = models.BooleanField("posée", default=True)

    objects: SharedRows[EvaluationQuestion] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "question d’évaluation"
        verbose_name_plural = "questions d’évaluation"
        ordering = ("form", "position", "pk")

    def __str__(self) -> str:
        return self.text


class EvaluationRound(models.Model):
    """A session is evaluated once at each moment by each audience: `asked` people, from a day until another."""

    session = models.ForeignKey(
        Session, verbose_name="session", on_delete=models.PROTECT, related_name="rounds"
    )
    form = models.ForeignKey(
        EvaluationForm, verbose_name="questionnaire", on_delete=models.PROTECT, related_name="+"
    )
    moment = models.CharField("moment", max_length=4, choices=Moment)
    audience = models.CharField("à qui", max_length=7, choices=Audience)
    opens_on = models.DateField("du")
    closes_on = models.DateField("jusqu’au")
    asked = models.PositiveSmallIntegerField("personnes interrogées")

    objects: SharedRows[EvaluationRound] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "évaluation d’une session"
        verbose_name_plural = "évaluations des sessions"
        ordering = ("session", "-moment", "audience")
        constraints = (
            models.UniqueConstraint(
                name="evaluation_round_once",
                fields=("session", "moment", "audience"),
                violation_error_message="Cette session est déjà évaluée à ce moment.",
            ),
            models.CheckConstraint(
                name="evaluation_round_closes_after",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message="Une évaluation se ferme après s’être ouverte.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.session.number}, {self.get_moment_display()}"


class EvaluationTicket(models.Model):
    """The right to answer once: the print of a word that only the mail holds. It goes away with the answer."""

    sha256 = models.CharField("empreinte", max_length=64, primary_key=True)
    round = models.ForeignKey(
        EvaluationRound,
        verbose_name="évaluation",
        on_delete=models.PROTECT,
        related_name="tickets",
    )

    objects: SharedRows[EvaluationTicket] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "droit de répondre"
        verbose_name_plural = "droits de répondre"
        constraints = (
            models.CheckConstraint(
                name="evaluation_ticket_is_a_print",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="Seule l’empreinte du lien est gardée.",
            ),
        )

    def __str__(self) -> str:
        return self.sha256[:8]


class EvaluationAnswer(models.Model):
    """One answer to one question about one session. `value`: a mark, or 1 for yes and 0 for no; or `text`."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        Session, verbose_name="session", on_delete=models.PROTECT, related_name="+"
    )
    question = models.ForeignKey(
        EvaluationQuestion, verbose_name="question", on_delete=models.PROTECT, related_name="+"
    )
    value = models.PositiveSmallIntegerField("note", null=True, blank=True)
    text = models.CharField("texte", max_length=1000, blank=True)

    objects: SharedRows[EvaluationAnswer] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "réponse d’évaluation"
        verbose_name_plural = "réponses d’évaluation"
        constraints = (
            models.CheckConstraint(
                name="evaluation_answer_says_something",
                condition=Q(value__isnull=False, text="") | (Q(value=None) & ~Q(text="")),
                violation_error_message="Une réponse est une note, ou un texte.",
            ),
            models.CheckConstraint(
                name="evaluation_answer_mark_on_its_scale",
                condition=Q(value=None) | Q(value__lte=5),
                violation_error_message="Une note va jusqu’à 5.",
            ),
        )

    def __str__(self) -> str:
        return "réponse"


class EvaluationTally(models.Model):
    """The marks of a question about a session, five at least, once its evaluation is over: how many, their sum, each.

    Read by all.
    """

    key = models.CharField("clé", max_length=40, primary_key=True)
    session = models.ForeignKey(
        Session, verbose_name="session", on_delete=models.DO_NOTHING, related_name="tallies"
    )
    question = models.ForeignKey(
        EvaluationQuestion,
        verbose_name="question",
        on_delete=models.DO_NOTHING,
        related_name="tallies",
    )
    answers = models.PositiveIntegerField("réponses")
    total = models.PositiveIntegerField("somme")
    zeros = models.PositiveIntegerField("réponses 0")
    ones = models.PositiveIntegerField("réponses 1")
    twos = models.PositiveIntegerField("réponses 2")
    threes = models.PositiveIntegerField("réponses 3")
    fours = models.PositiveIntegerField("réponses 4")
    fives = models.PositiveIntegerField("réponses 5")

    class Meta:
        managed = False
        db_table = "training_evaluationtally"
        verbose_name = "décompte d’évaluation"
        verbose_name_plural = "décomptes d’évaluation"

    def __str__(self) -> str:
        return f"{self.answers}"


class EvaluationComment(models.Model):
    """What was written about a session that five people evaluated, once it is over, in no order. Read by the team."""

    id = models.UUIDField("identifiant", primary_key=True)
    session = models.ForeignKey(
        Session, verbose_name="session", on_delete=models.DO_NOTHING, related_name="comments"
    )
    question = models.ForeignKey(
        EvaluationQuestion, verbose_name="question", on_delete=models.DO_NOTHING, related_name="+"
    )
    text = models.CharField("texte", max_length=1000)

    class Meta:
        managed = False
        db_table = "training_evaluationcomment"
        verbose_name = "commentaire d’évaluation"
        verbose_name_plural = "commentaires d’évaluation"
        ordering = ("question__position", "id")

    def __str__(self) -> str:
        return self.text


class EvaluationCount(models.Model):
    """How many answered each evaluation, and nothing of what they said. `over`: all did, or its last day is past."""

    round = models.OneToOneField(
        EvaluationRound,
        verbose_name="évaluation",
        primary_key=True,
        on_delete=models.DO_NOTHING,
        related_name="count",
    )
    answered = models.PositiveIntegerField("réponses")
    over = models.BooleanField("terminée", default=False)

    class Meta:
        managed = False
        db_table = "training_evaluationcount"
        verbose_name = "participation à une évaluation"
        verbose_name_plural = "participations aux évaluations"

    def __str__(self) -> str:
        return f"{self.answered}"
