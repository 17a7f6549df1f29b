"""The cellar. Loading it makes the Celery application known, so that every process speaks to the same broker."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
