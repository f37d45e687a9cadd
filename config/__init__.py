"""The roof. Celery's app is made with it, so that whoever sends a task knows the broker."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
