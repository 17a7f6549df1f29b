"""Serials and identifiers that name nobody."""

import csv

import pytest
from hypothesis import given, strategies as st

from itsupport.inventory import junk


@pytest.mark.parametrize(
    "said",
    [
        None, "", "  ", "To be filled by O.E.M.", "TO BE FILLED BY O.E.M", "To Be Filled By O.E.M. by More String",
        "System Serial Number", "Default string", "0000000", "00000000000000000", "None", "none", "xxxxxxxx", "......",
        "123456789", "0123456789", "0123456789ABCDEF", "N/A", "-", "1", "AB", "Not Specified", "INVALID", "O.E.M.",
        "VMware-56 4d 1f 0a 8e 3b 77 21-9d 40 c2 11 5a 60 7f e3", "Parallels-12 34", " Default   string ", "0-0-0-0",
        "System manufacturer",
    ],
)  # fmt: skip
def test_what_manufacturers_forget_to_fill_in_is_no_serial(said):
    assert junk.serial(said) is None


@pytest.mark.parametrize(
    ("said", "compared"),
    [
        ("8CC4210KTM", "8CC4210KTM"), (" 5xk2rp2 ", "5XK2RP2"), ("PF-1A2B3C", "PF1A2B3C"),
        ("YM6T 012345", "YM6T012345"),
        ("0000-0011-2233-4455-6677-8899-01", "00000011223344556677889901"), ("C02NG5A5FY11", "C02NG5A5FY11"),
    ],
)  # fmt: skip
def test_a_serial_is_compared_by_its_letters_and_digits(said, compared):
    assert junk.serial(said) == compared


@pytest.mark.parametrize(
    "said",
    [
        "03000200-0400-0500-0006-000700080009", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "not one", None, "",
        "00000000-0000-0000-0000-000000000000", "{00020003-0004-0005-0006-000700080009}",
    ],
)  # fmt: skip
def test_an_identifier_that_thousands_share_is_none(said):
    assert junk.uuid(said) is None


@given(st.uuids())
def test_an_identifier_is_the_same_in_both_orders_of_its_octets(one):
    swapped = type(one)(bytes=one.bytes_le)
    assert junk.uuid(str(one)) == junk.uuid(str(swapped).upper()) is not None


@pytest.mark.parametrize(
    "written",
    [
        ("Dell Inc.", "DELL", "dell"), ("HP", "Hewlett-Packard", "HP Inc.", "Hewlett Packard"),
        ("ASUSTeK COMPUTER INC.", "ASUS"), ("FUJITSU", "Fujitsu Siemens", "FUJITSU CLIENT COMPUTING LIMITED"),
        ("LENOVO", "Lenovo Group Limited"), ("TERRA GmbH", "Terra"), ("Micro-Star International Co., Ltd.", "MSI"),
    ],
)  # fmt: skip
def test_a_manufacturer_has_one_name(written):
    assert len({junk.manufacturer(one) for one in written}) == 1
    assert junk.manufacturer(written[0]) is not None


@pytest.mark.parametrize(
    "said", [None, "", "To be filled by O.E.M.", "System manufacturer", "Default string"]
)
def test_no_manufacturer_is_none(said):
    assert junk.manufacturer(said) is None


@pytest.mark.parametrize("name", ["junk_serials", "junk_uuids", "end_of_life", "manufacturers"])
def test_every_line_of_the_data_is_whole_and_says_where_it_comes_from(name):
    with (junk.DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter=";"))
    assert len(lines) > 8
    assert len({str(line) for line in lines}) == len(lines)
    assert all(None not in line and None not in line.values() for line in lines)
    assert all(line[list(line)[-1]] for line in lines)
