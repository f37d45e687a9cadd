from django.urls import path

from members.points.api import views

urlpatterns = [
    path("me/points", views.PointsView.as_view()),
    path("me/points/entries", views.PointsEntriesView.as_view()),
]
