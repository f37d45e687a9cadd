from django.urls import path

from mall.pointsmall.api import views

urlpatterns = [path("points-mall", views.PointsMallView.as_view())]
