"""The worker's entry point and the schedule. Apps declare tasks with @shared_task and never import this."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")

app = Celery("portal")
app.set_default()  # for every thread, not only for the one that loads this
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Rows are the queue of record; these only say "go and look", so any number of beats may run.
app.conf.beat_schedule = {
    "sweep-mail": {"task": "portal.mail.tasks.sweep", "schedule": 60},
    "sweep-documents": {"task": "portal.documents.tasks.sweep", "schedule": 60},
    "remind-campaigns": {
        "task": "purchasing.tasks.remind",
        "schedule": crontab(hour=8, minute=5, day_of_week="mon-fri"),
    },
    "look-at-audits": {
        "task": "itsupport.tasks.look_at_audits",
        "schedule": crontab(minute="20,50"),
    },
    "close-campaigns": {"task": "purchasing.tasks.close_due", "schedule": 300},
    "fetch-support-mail": {"task": "itsupport.tasks.fetch", "schedule": 60},
    "read-support-mail": {"task": "itsupport.tasks.read", "schedule": 60},
    "close-solved-tickets": {
        "task": "itsupport.tasks.close",
        "schedule": crontab(hour=6, minute=10),
    },
    "make-maintenance": {
        "task": "itsupport.tasks.maintain",
        "schedule": crontab(hour=6, minute=20),
    },
    "warn-of-deadlines": {
        "task": "itsupport.tasks.warn",
        "schedule": crontab(hour="7-18", minute="*/5", day_of_week="mon-fri"),
    },
    "recognise-machines": {"task": "itsupport.tasks.recognise", "schedule": 60},
    "forget-reports": {
        "task": "itsupport.tasks.forget_reports",
        "schedule": crontab(hour=3, minute=20),
    },
    "sweep-training": {"task": "training.tasks.sweep", "schedule": 60},
    "tell-answers": {"task": "training.tasks.tell_answers", "schedule": 60},
    "ask-sheet-reviews": {
        "task": "training.tasks.ask_reviews",
        "schedule": crontab(hour=6, minute=30),
    },
    "write-practice-digests": {
        "task": "training.tasks.write_digests",
        "schedule": crontab(hour="8-16", minute=40, day_of_week="mon-fri"),
    },
    "ask-opinions": {"task": "training.tasks.ask_opinions", "schedule": 600},
    "warn-of-obligations": {
        "task": "training.tasks.warn_of_obligations",
        "schedule": crontab(hour="8-11", minute=50, day_of_week="mon-fri"),
    },
    "remind-of-sessions": {
        "task": "training.tasks.remind",
        "schedule": crontab(hour="6-20", minute="*/10"),
    },
    "training-morning": {
        "task": "training.tasks.tell_morning",
        "schedule": crontab(hour="8-11", minute=15, day_of_week="mon-fri"),
    },
    "remind-wishes": {
        "task": "training.tasks.remind_wishes",
        "schedule": crontab(hour=7, minute=55, day_of_week="mon-fri"),
    },
    "settle-wishes": {"task": "training.tasks.settle_wishes", "schedule": 900},
    "finished-orders": {"task": "itsupport.tasks.tell_finished_orders", "schedule": 600},
    "mail-digests": {
        "task": "portal.mail.tasks.send_digests",
        "schedule": crontab(hour="8-16", minute="*/15", day_of_week="mon-fri"),
    },
}
