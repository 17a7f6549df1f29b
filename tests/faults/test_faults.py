"""Each planted fault can still be planted, and the tests that must see it exist. `./run faults` plants them."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.faults.catalogue import LINTS, every

ROOT = Path(__file__).parents[2]
FAULTS = every()


@cache
def names_in(path):
    return {
        node.name
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.FunctionDef)
    }


def test_every_fault_has_its_own_name_and_sentence():
    names = Counter(one.name for one in FAULTS)

    assert [name for name, number in names.items() if number > 1] == []
    assert [one.name for one in FAULTS if not one.says.endswith((".", "!"))] == []
    assert len(FAULTS) >= 90


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one.name)
def test_a_fault_can_still_be_planted_and_its_tests_exist(fault):
    text = (ROOT / fault.file).read_text()

    assert text.count(fault.old) == 1
    assert fault.new != fault.old or fault.pad
    assert fault.tests
    for test in set(fault.tests) - LINTS:
        path, _, name = test.partition("::")
        assert name in names_in(path), test
