"""All addresses. Each app keeps its own list."""

from django.contrib import admin
from django.urls import include, path

from essayplanner.health import healthz

handler500 = "apps.accounts.views.explain_failure"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("apps.plans.urls")),
    path("evidence/", include("apps.evidence.urls")),
    path("practice/", include("apps.practice.urls")),
    path("questions/", include("apps.questions.urls")),
    path("curation/", include("apps.curation.urls")),
    path("accounts/", include("apps.accounts.urls")),
    path("admin/", admin.site.urls),
]
