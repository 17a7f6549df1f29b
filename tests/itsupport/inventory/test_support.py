"""The last day of security updates of what the machines run."""

from datetime import date

import pytest

from itsupport.inventory import read
from itsupport.inventory.kept import System
from itsupport.inventory.support import ends_on, table
from tests.itsupport.inventory.samples import sample


@pytest.mark.parametrize(
    ("name", "version", "kernel", "day"),
    [
        ("Microsoft Windows 10 Professionnel", "22H2", "10.0.19045", "2025-10-14"),
        ("Microsoft Windows 10 Famille", "1909", "10.0.18363", "2025-10-14"),
        ("Microsoft Windows 10 Entreprise LTSC 2021", "21H2", "10.0.19044", "2027-01-12"),
        ("Microsoft Windows 11 Professionnel", "23H2", "10.0.22631", "2025-11-11"),
        ("Microsoft Windows 11 Entreprise", "23H2", "10.0.22631.4317", "2026-11-10"),
        ("Microsoft Windows 11 Éducation", "24H2", "10.0.26100", "2027-10-12"),
        ("Microsoft Windows 11 Pro", "25H2", "10.0.26200", "2027-10-12"),
        ("Microsoft Windows 7 Professionnel", None, "6.1.7601", "2020-01-14"),
        ("Microsoft Windows 8.1", None, "6.3.9600", "2023-01-10"),
        ("Microsoft Windows XP Professionnel", "5.1.2600", "5.1.2600", "2014-04-08"),
        ("Microsoft Windows Server 2012 R2 Standard", None, "6.3.9600", "2023-10-10"),
        ("Microsoft Windows Server 2025 Standard", None, "10.0.26100", "2034-11-14"),
        ("Debian GNU/Linux 12 (bookworm)", "12.11", "6.1.0-38-amd64", "2028-06-30"),
        ("Debian GNU/Linux 11", "11", "11", "2026-08-31"),
        ("Ubuntu 22.04.5 LTS", "22.04", "5.15.0", "2027-04-01"),
        ("Ubuntu 20.04.6 LTS", None, "5.4.0", "2025-05-31"),
        ("Linux Mint 21.3", "21.3", "5.15.0", "2027-04-30"),
        ("macOS", "10.13.5 (17F77)", "17.6.0", "2020-12-01"),
        ("macOS Ventura", "13.7.8", "22.6.0", "2025-09-15"),
        ("macOS Tahoe", "26.1", "25.1.0", None),
        ("Microsoft Windows 12", "30H1", "10.0.30000", None),
        ("Debian GNU/Linux trixie/sid", None, "6.12", None),
        ("Haiku", "1", "1", None),
        (None, None, None, None),
    ],
)
def test_the_last_day_of_support(name, version, kernel, day):
    found = ends_on(System(name=name, version=version, kernel=kernel))
    assert found == (date.fromisoformat(day) if day else None)


def test_the_samples_are_in_the_table():
    days = [
        ends_on(read(sample(one)).system)
        for one in ("windows10_laptop.xml", "vm_junk.json", "debian_server.xml")
    ]
    assert days == [date(2025, 10, 14), date(2023, 10, 10), date(2028, 6, 30)]


def test_the_table_has_one_line_for_each_case():
    cases = [(line.system, line.build, line.edition) for line in table()]
    assert len(set(cases)) == len(cases) > 50
