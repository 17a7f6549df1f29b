"""How the tests are spread over the processes: each by itself, but for the files that open something heavy."""

from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/platform/test_outages.py",)
"""A whole portal with services of its own."""


class Spread(LoadScopeScheduling):
    """The mark `xdist_group` does nothing under pytest 9.2, whose tests no longer let their names be changed."""

    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        return file if file in TOGETHER else nodeid
