from django.urls import path

from mall.reviews.api import views

urlpatterns = [
    path("products/<id:product_id>/reviews", views.ProductReviewsView.as_view()),
    path("reviews", views.ReviewsView.as_view()),
    path("reviews/<id:review_id>/follow-up", views.FollowUpView.as_view()),
    path("reviews/<id:review_id>/consent", views.ReviewConsentView.as_view()),
    path("me/reviews", views.MyReviewsView.as_view()),
]
