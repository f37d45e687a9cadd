from django.urls import path

from members.messages.api import views

urlpatterns = [
    path("me/messages", views.MessagesView.as_view()),
    path("me/messages/read-all", views.ReadAllMessagesView.as_view()),
    path("me/messages/<id:message_id>/read", views.ReadMessageView.as_view()),
    path("me/subscriptions", views.SubscriptionsView.as_view()),
    path("me/message-settings", views.MessageSettingsView.as_view()),
]
