from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "members.regions"
    label = "members_regions"
    verbose_name = "行政区划"
