"""A sound plan with five planted faults gets exactly those findings."""

from tests.plans.checks.builders import (
    codes,
    criterion,
    dated,
    evidence,
    good_plan,
    placement,
    point,
)


def test_a_sound_plan_with_five_faults_gets_exactly_those_findings():
    measures = (criterion("limits on the leader"), criterion("who was targeted"))
    tied = tuple(one.uuid for one in measures)
    outside = evidence(
        title="Great Terror", year_from=1937, year_to=1938, years="1937-38", leaders=("STA",)
    )
    stranger = evidence(title="Brezhnev speaks", year_from=1964, year_to=1964, leaders=("BRE",))
    points = [
        point("S", [dated("STA", 1944), dated("KHR", 1961)], criteria=tied),
        point("S", [*point().placements, placement(evidence=outside, fit="outside")]),
        point("S", [*point().placements, placement(evidence=stranger)]),
        point("S", "STA STA"),
        point("S", ""),
        point("C"),
    ]
    plan = good_plan(points=points, criteria=measures)
    assert sorted(codes(plan)) == ["C7", "D1", "D6", "E1", "Q2"]
