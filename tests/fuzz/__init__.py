"""Chance against the reader and the draft writer; ``make fuzz`` lets it run for SECONDS.

    mutations.py    what chance does to a letter: its header, its parts, its links, its bytes
    invariants.py   what holds for whatever comes of it
    __main__.py     the long run: hypothesis, and a search that keeps what is new

What was found by it stands as ordinary tests in tests/test_fuzz.py.
"""
