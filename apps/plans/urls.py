"""Addresses of the landing page, the demo and the plans."""

from django.urls import include, path

from apps.plans import matching, out, reshaping, reveal, views

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
        path("<uuid:uuid>/match/", matching.list_counterparts, name="list_counterparts"),
        path("<uuid:uuid>/shape/", reshaping.choose_shape, name="choose_shape"),
        path("<uuid:uuid>/reuse/", reshaping.reuse_plan, name="reuse_plan"),
        path("<uuid:uuid>/add/", views.choose_point, name="choose_point"),
        path("<uuid:uuid>/cards/<uuid:part>/", views.show_card, name="show_card"),
        path("<uuid:uuid>/points/<uuid:part>/", views.show_point, name="show_point"),
        path("<uuid:uuid>/rows/<uuid:part>/", views.show_row, name="show_row"),
        path("<uuid:uuid>/criteria/<uuid:part>/", views.show_criterion, name="show_criterion"),
        path("<uuid:uuid>/export/", out.export_plan, name="export_plan"),
        path("<uuid:uuid>/print/", out.print_plan, name="print_plan"),
        path("<uuid:uuid>/word/", out.download_word, name="download_word"),
        path("<uuid:uuid>/skeleton/", out.download_skeleton, name="download_skeleton"),
        path("<uuid:uuid>/pdf/", out.download_pdf, name="download_pdf"),
        path("<uuid:uuid>/markdown/", out.download_markdown, name="download_markdown"),
        path("<uuid:uuid>/deck/", out.download_deck, name="download_deck"),
        path("<uuid:uuid>/copy/", out.copy_text, name="copy_text"),
        path("<uuid:uuid>/share/", out.share_plan, name="share_plan"),
        path("<uuid:uuid>/share/withdraw/", out.withdraw_link, name="withdraw_link"),
        path("<uuid:uuid>/mark-scheme/", reveal.show_mark_scheme, name="show_mark_scheme"),
        path(
            "<uuid:uuid>/mark-scheme/reveal/",
            reveal.reveal_mark_scheme,
            name="reveal_mark_scheme",
        ),
        path("<uuid:uuid>/mark-scheme/decide/", reveal.decide_strands, name="decide_strands"),
        path("<uuid:uuid>/verdicts/", reveal.show_verdicts, name="show_verdicts"),
        path("<uuid:uuid>/publish/", reveal.publish_plan, name="publish_plan"),
        path("models/<uuid:uuid>/", reveal.show_model, name="show_model"),
        path("models/<uuid:uuid>/retire/", reveal.retire_model, name="retire_model"),
        path("models/add/<uuid:question>/", reveal.add_model, name="add_model"),
        path("shared/<str:token>/", out.show_shared, name="show_shared"),
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
