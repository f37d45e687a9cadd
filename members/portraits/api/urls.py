from django.urls import path

from members.portraits.api import views

urlpatterns = [path("me/portrait", views.PortraitView.as_view())]
