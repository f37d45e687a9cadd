from django.urls import path

from kernel.media.api.views import UploadView

urlpatterns = [path("uploads", UploadView.as_view(), name="uploads")]
