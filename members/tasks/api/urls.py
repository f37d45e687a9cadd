from django.urls import path

from members.tasks.api import views

urlpatterns = [
    path("me/tasks", views.TasksView.as_view()),
    path("me/tasks/<id:id>/claim", views.ClaimTaskView.as_view()),
    path("me/check-ins", views.CheckInsView.as_view()),
    path("me/make-up-cards", views.MakeUpCardsView.as_view()),
]
