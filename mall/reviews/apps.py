from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "mall.reviews"
    label = "mall_reviews"
    verbose_name = "评价"
