"""Which rooms to take so that people drive least, and who goes to which. Exact, and pure.

Every set of rooms is weighed, the most promising first: people sent to the nearest of its rooms, whatever its size,
drive no more than they will. Once that bound passes the best plan known, no other set can beat it. Within a set,
people are moved away from full rooms by cheapest ways (successive shortest paths), which is exact: a few rooms need
neither scipy nor its hundred megabytes.
"""

from training.planner.search import Plan, plan

__all__ = ["Plan", "plan"]
