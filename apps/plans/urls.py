"""Addresses of the landing page, the demo and the plans."""

from django.urls import include, path

from apps.plans import views

plans = (
    [
        path("", views.list_plans, name="list_plans"),
        path("create/", views.create_plan, name="create_plan"),
        path("pick/", views.pick_plan, name="pick_plan"),
        path("bin/", views.list_deleted, name="list_deleted"),
        path("<uuid:uuid>/", views.show_plan, name="show_plan"),
        path("<uuid:uuid>/operations/", views.apply_operations, name="apply_operations"),
        path("<uuid:uuid>/form/", views.apply_form, name="apply_form"),
        path("<uuid:uuid>/evidence/", views.list_panel, name="list_panel"),
        path("<uuid:uuid>/add/", views.choose_point, name="choose_point"),
        path("<uuid:uuid>/cards/<uuid:part>/", views.show_card, name="show_card"),
        path("<uuid:uuid>/points/<uuid:part>/", views.show_point, name="show_point"),
        path("<uuid:uuid>/rows/<uuid:part>/", views.show_row, name="show_row"),
        path("<uuid:uuid>/criteria/<uuid:part>/", views.show_criterion, name="show_criterion"),
        path("<uuid:uuid>/print/", views.print_plan, name="print_plan"),
        path("<uuid:uuid>/word/", views.download_word, name="download_word"),
        path("<uuid:uuid>/rename/", views.rename_plan, name="rename_plan"),
        path("<uuid:uuid>/duplicate/", views.duplicate_plan, name="duplicate_plan"),
        path("<uuid:uuid>/delete/", views.delete_plan, name="delete_plan"),
        path("<uuid:uuid>/restore/", views.restore_plan, name="restore_plan"),
    ],
    "plans",
)

urlpatterns = [
    path("", views.landing, name="landing"),
    path("demo/", views.start_demo, name="start_demo"),
    path("about/privacy/", views.privacy, name="privacy"),
    path("about/accessibility/", views.accessibility, name="accessibility"),
    path("about/facts/", views.how_facts_are_checked, name="how_facts_are_checked"),
    path("plans/", include(plans)),
]
