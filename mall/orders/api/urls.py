from django.urls import path

from mall.orders.api import views

urlpatterns = [
    path("quotes", views.QuotesView.as_view()),
    path("orders/<number:number>/cancel", views.CancelOrderView.as_view()),
    path("orders/<number:number>/receive", views.ReceiveOrderView.as_view()),
    path("orders/<number:number>/extend", views.ExtendOrderView.as_view()),
    path("orders/<number:number>/buy-again", views.BuyAgainView.as_view()),
    path("orders/<number:number>/payments", views.OrderPaymentsView.as_view()),
    path("orders/<number:number>/payment", views.OrderPaymentView.as_view()),
]
