from django.urls import include, path

import dev

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("dev/<str:name>", dev.command),
]
