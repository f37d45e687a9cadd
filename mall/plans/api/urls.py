from django.urls import path

from mall.plans.api import views

urlpatterns = [
    path("vip-plans", views.PlansView.as_view()),
    path("vip-plans/<id:id>/orders", views.PlanOrdersView.as_view()),
    path("top-ups", views.TopUpsView.as_view()),
    path("top-ups/<id:id>/orders", views.TopUpOrdersView.as_view()),
]
