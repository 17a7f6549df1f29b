"""Registrations beside a reference model, verb by verb: `./run seats` walks a hundred thousand steps.

Nothing is made smaller when it fails: each step costs dozens of questions, and the walk can be made again.
"""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bench.seats.walk import PEOPLE, SESSIONS, Walk

SESSION, PERSON = st.integers(0, SESSIONS - 1), st.integers(0, PEOPLE - 1)
ANY = st.integers(0, 40)


class Registrations(RuleBasedStateMachine):
    """Each example is rolled back: the next one starts from three empty sessions."""

    @initialize()
    def begin(self):
        self.block = transaction.atomic()
        self.block.__enter__()
        self.walk = Walk()

    @rule(session=SESSION, person=PERSON)
    def register(self, session, person):
        self.walk.register(session, person)

    @rule(session=SESSION, person=PERSON)
    def register_again(self, session, person):
        self.walk.register(session, person)

    @rule(number=ANY)
    def cancel(self, number):
        self.walk.cancel(number)

    @rule(number=ANY)
    def accept(self, number):
        self.walk.accept(number)

    @rule(number=ANY)
    def refuse(self, number):
        self.walk.refuse(number)

    @rule(number=ANY)
    def take(self, number):
        self.walk.take(number)

    @rule(number=ANY)
    def decline(self, number):
        self.walk.decline(number)

    @rule(number=ANY, person=PERSON)
    def replace(self, number, person):
        self.walk.replace(number, person)

    @rule(session=SESSION, seats=st.integers(1, 5), quota=st.none() | st.integers(1, 3))
    def resize(self, session, seats, quota):
        self.walk.resize(session, seats, quota)

    @rule(hours=st.sampled_from([1, 12, 24, 36, 120]))
    def wait(self, hours):
        self.walk.wait(hours)

    @rule()
    def sweep(self):
        self.walk.sweep()

    @invariant()
    def each_line_is_told_once(self):
        if hasattr(self, "walk"):
            self.walk.compare_mails()

    def teardown(self):
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)


@pytest.mark.django_db
def test_registrations_do_what_the_model_says():
    run_state_machine_as_test(
        Registrations,
        settings=settings(
            max_examples=3,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
            phases=[Phase.generate],
        ),
    )
