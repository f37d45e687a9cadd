from django.urls import path

from members.tiers.api import views

urlpatterns = [
    path("tiers", views.TiersView.as_view()),
    path("me/tier", views.MyTierView.as_view()),
]
