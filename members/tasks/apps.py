from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "members.tasks"
    label = "members_tasks"
    verbose_name = "会员任务"
