"""Measure what one, two or three rooms spare on the wishes that the database holds. It only reads."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.walls.acting import wall_for_all
from training.models import Course, NeedsCampaign
from training.queries.venues import planner_of
from training.states.wishes import NeedsState

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from training.queries.venues import Planner

PAGE = Path(__file__).parents[3] / "docs" / "trials" / "demand.md"
HEAD = """# What the rooms spare on the wishes of the demonstration

`./run manage measure_demand --save`, run on {on}: {campaign}, {people} people of {halls} communes still to be met.

Each course is planned as the manager's page plans it: rooms lent by the communes, free and large enough on one of
three candidate days, used as often as it takes to seat everybody; courses that too few people wish for are
left out. Kilometres are one way, haversine × 1.3, summed over people; the saving is beside everybody going to
{central}; milliseconds are those of the reading and of the three searches. The wishes are invented, drawn with one
seed at every start.

| course | people, communes | rooms (people) | sessions | km | {central}, km | saved | farthest, km | ms |
|---|--:|---|--:|--:|--:|--:|--:|--:|
"""
FOOT = "\n\nRoads are not known: the figures help to choose, they are no mileage to be paid.\n"


class Command(BaseCommand):
    help = "Mesure ce que les salles épargnent sur les souhaits de la base."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--save", action="store_true", help="écrit docs/trials/demand.md")

    def handle(self, *_args: Any, **options: Any) -> None:
        at = timezone.now()
        lines: list[str] = []
        halls: set[int] = set()
        people, central = 0, ""
        with wall_for_all():
            campaign = NeedsCampaign.objects.exclude(state=NeedsState.DRAFT).first()
            if campaign is None:
                raise CommandError("Aucun recueil n’est ouvert.")
            for course in Course.objects.filter(active=True).order_by("theme__position", "title"):
                start = time.perf_counter()
                planner = planner_of(campaign, course, at=at)
                spent = (time.perf_counter() - start) * 1000
                if planner.people < course.minimum:
                    continue
                people += planner.people
                halls |= {one.commune_id for one in planner.wishes}
                central = str(planner.central)
                lines += _lines(planner, spent)
        self.stdout.write("\n".join(lines))
        if options["save"]:
            facts = {"on": f"{at:%d %B %Y}", "campaign": campaign, "central": central}
            head = HEAD.format(people=people, halls=len(halls), **facts)
            PAGE.write_text(head + "\n".join(lines) + FOOT)


def _lines(planner: Planner, milliseconds: float) -> list[str]:
    """A line a number of rooms; why there is none is said in words."""
    found = []
    for option in planner.options:
        start = f"| {planner.course} | {planner.people}, {planner.halls} |"
        if option.problem:
            found.append(f"{start} {option.asked}: {option.problem} | | | | | | |")
            continue
        rooms = ", ".join(f"{one.room.commune} ({one.people})" for one in option.venues)
        found.append(
            f"{start} {rooms} | {len(option.groups)} | {option.kilometres:.0f} | {option.central:.0f}"
            f" | {option.saved_percent}% | {option.farthest:.0f} | {milliseconds:.0f} |"
        )
    return found
