from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "members.messages"
    label = "members_messages"
    verbose_name = "消息"
