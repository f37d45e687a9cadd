from django.urls import path

from mall.storefront.api import views

urlpatterns = [
    path("config", views.ConfigView.as_view()),
    path("home", views.HomeView.as_view()),
    path("products", views.ProductsView.as_view()),
    path("products/<id:product_id>", views.ProductView.as_view()),
    path("orders", views.OrdersView.as_view()),
    path("orders/<number:number>", views.OrderView.as_view()),
]
