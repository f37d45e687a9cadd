from django.apps import AppConfig


class AudiencesConfig(AppConfig):
    name = "members.audiences"
    label = "members_audiences"
    verbose_name = "人群"
