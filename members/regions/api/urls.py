from django.urls import path

from members.regions.api import views

urlpatterns = [path("regions", views.RegionsView.as_view())]
