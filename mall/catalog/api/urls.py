from django.urls import path

from mall.catalog.api import views

urlpatterns = [
    path("categories", views.CategoriesView.as_view()),
    path("brands", views.BrandsView.as_view()),
    path("search/suggestions", views.SuggestionsView.as_view()),
    path("search/hot", views.HotWordsView.as_view()),
]
