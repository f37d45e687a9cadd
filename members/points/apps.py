from django.apps import AppConfig


class PointsConfig(AppConfig):
    name = "members.points"
    label = "members_points"
    verbose_name = "积分"
