"""Who invites, and with which note: each body part by its own layout, then both put together.

    card         2015 to 2026: name, headline, location, buttons (text and HTML)
    member_2009  2009 to 2012, to members: no headline in the text
    guest_2009   2009 to 2016, to addresses that LinkedIn did not know
    reminder     2011 to 2026
    digest       several invitations in one mail

What they share is in frame (whom to expect), anchor (where the name stands) and notes (which
words are the inviter's own).
"""

from dataclasses import replace

from rules.invitation import Kind
from rules.reading.layouts.card import Card, read_card
from rules.reading.layouts.digest import read_digest
from rules.reading.layouts.frame import Frame
from rules.reading.layouts.guest_2009 import read_guest
from rules.reading.layouts.member_2009 import is_member_2009, read_member
from rules.reading.layouts.reminder import read_reminder
from rules.reading.lines import Line
from rules.reading.names import same_name

_CUT = ("…", "...")


def cards_of(lines: list[Line], kind: Kind, frame: Frame, address: str) -> list[Card]:
    """The invitations in one body part; ``address`` is the inviter's own, or ""."""
    if not lines:
        return []
    if kind is Kind.DIGEST:
        return read_digest(lines, frame)
    if kind is Kind.REMINDER:
        return read_reminder(lines, frame)
    if not frame.html and is_member_2009(lines):
        return [replace(read_member(lines, frame), address=address)]
    return [read_guest(lines, frame, address) if address else read_card(lines, frame)]


def _longer_if_cut(one: str, other: str) -> str:
    """The first; where it is cut with "…", the other if that goes on."""
    if not one:
        return other
    bare = next((one.removesuffix(mark) for mark in _CUT if one.endswith(mark)), None)
    goes_on = bare is not None and len(other) > len(bare) and other.startswith(bare.rstrip())
    return other if goes_on else one


def filled(one: Card, other: Card) -> Card:
    """The first card, with what it lacks taken from the other part's card."""
    return replace(
        one,
        name=one.name if one.found or not other.found else other.name or one.name,
        headline=_longer_if_cut(one.headline, other.headline),
        location=one.location or other.location,
        profile=one.profile or other.profile,
        note=one.note or other.note,
        address=one.address or other.address,
        shown=one.shown or other.shown,
        found=one.found or other.found,
    )


def _same_person(one: Card, other: Card) -> bool:
    if one.profile and other.profile:
        return one.profile == other.profile
    return same_name(one.name, other.name)


def _all_filled(ours: list[Card], theirs: list[Card]) -> list[Card]:
    """Each of our cards with what it lacks taken from the same person's card in the other part."""
    done = []
    for card in ours:
        other = next((o for o in theirs if _same_person(card, o)), None)
        done.append(filled(card, other) if other else card)
    return done


def together(text: list[Card], html: list[Card]) -> list[Card]:
    """What both parts say: the text part leads, unless the HTML part names more people."""
    text = [card for card in text if card.name]
    html = [card for card in html if card.name]
    if len(text) == 1 and len(html) == 1:
        return [filled(text[0], html[0])]
    ours, theirs = (text, html) if len(text) >= len(html) else (html, text)
    return _all_filled(ours, theirs)
