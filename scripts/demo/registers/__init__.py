"""The registers of the demonstration ward: its first half of 2016 gives the report's figures.

A row is a dict by column; what it refers to is named by code, or by the `key` of a row of another
register. Everything that the report does not say is made up, without names of people.
"""

from typing import Any

from scripts.demo.registers import (
    assets,
    communication,
    enforcement,
    legal,
    people,
    planning,
    points,
    supervision,
    units,
)
from scripts.demo.rows import Demo

Rows = dict[str, list[dict[str, Any]]]


def make_registers(demo: Demo) -> Rows:
    """Return the rows of every register, in an order in which each refers to earlier ones."""
    return {
        "units": units.make_units(),
        "people": people.make_people(),
        "head_terms": units.make_head_terms(),
        "plans": planning.make_plans(),
        "tasks": planning.make_tasks(),
        "targets": planning.make_targets(),
        "assignments": planning.make_assignments(),
        "visits": planning.make_visits(),
        "site_visits": enforcement.make_site_visits(demo),
        "lane_supervisions": enforcement.make_lane_supervisions(demo),
        "patrols": enforcement.make_patrols(),
        "patrol_finds": enforcement.make_patrol_finds(demo),
        "legal_bases": legal.make_legal_bases(),
        "sanctions": legal.make_sanctions(),
        "priorities": enforcement.make_priorities(),
        "place_actions": points.make_place_actions(),
        "border_areas": points.make_border_areas(),
        "joint_operations": points.make_joint_operations(),
        "supervisions": supervision.make_supervisions(),
        "recommendations": supervision.make_recommendations(demo),
        "cell_reports": supervision.make_cell_reports(demo),
        "regulations": supervision.make_regulations(),
        "democracy": supervision.make_democracy(),
        "conduct": supervision.make_conduct(),
        "shortcomings": supervision.make_shortcomings(),
        "projects": assets.make_projects(),
        "adoptions": assets.make_adoptions(),
        "model_groups": assets.make_model_groups(),
        "committee_meetings": assets.make_committee_meetings(),
        "committee_members": assets.make_committee_members(),
        "activities": assets.make_activities(),
        "parcels": assets.make_parcels(),
        "dossiers": assets.make_dossiers(demo),
        "broadcasts": communication.make_broadcasts(),
        "articles": communication.make_articles(),
        "briefings": communication.make_briefings(),
        "coordination": communication.make_coordination(),
    }
