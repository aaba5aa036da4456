from hypothesis import given
from hypothesis import strategies as st

from service.mailbox.uidset import uid_sets


def _expanded(sets):
    for item in ",".join(sets).split(",") if sets else []:
        first, _, last = item.partition(":")
        yield from range(int(first), int(last or first) + 1)


def test_neighbours_become_a_range():
    assert list(uid_sets([7, 3, 1, 2])) == ["1:3,7"]


def test_no_uids_make_no_set():
    assert list(uid_sets([])) == []


def test_every_second_of_ten_thousand_is_cut_into_lines_of_at_most_8000_octets():
    sets = list(uid_sets(range(10_000, 30_000, 2)))
    assert max(map(len, sets)) <= 8_000
    assert len(sets) == 8  # 10,000 UIDs of five digits and a comma


@given(st.sets(st.integers(1, 5_000)), st.integers(11, 80))
def test_no_uid_is_lost_or_added(uids, octets):
    assert sorted(_expanded(list(uid_sets(uids, octets)))) == sorted(uids)
