from django.urls import path, re_path

from members.privacy.api import views

urlpatterns = [
    path("me/consents", views.ConsentsView.as_view()),
    path("me/data-exports", views.DataExportsView.as_view()),
    path("me/erasure", views.ErasureView.as_view()),
    re_path(r"^data-exports/(?P<token>[A-Za-z0-9_.:-]{1,300})$", views.DownloadView.as_view()),
]
