"""The HTML part of LinkedIn's invitation mail, as heavy as in life: tables, styles, long links.

Put together from the parts of 2023–2026 that are known: the "mercado" container, the hidden
preheader with its filler of U+034F U+00A0, the recipient's own picture in the head, the card,
"More people you may know", the footer that names the recipient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from tests.servers.people import Person

_FONT = (
    "-apple-system, system-ui, BlinkMacSystemFont, Segoe UI, Roboto, Helvetica Neue, Fira Sans, "
    "Ubuntu, Helvetica, Arial, sans-serif"
)
_RESET = (
    "-webkit-text-size-adjust: 100%; mso-table-lspace: 0pt; mso-table-rspace: 0pt; "
    "border-collapse: collapse"
)
_TABLE = (
    '<table role="presentation" valign="top" border="0" cellspacing="0" cellpadding="0" '
    f'width="100%" style="{_RESET}"><tbody><tr>'
)
_END_TABLE = "</tr></tbody></table>"
Link = Callable[[str, str], str]


def invitation_html(
    who: Person, note: str, owner: Person, link: Link, *, others: Iterable[Person]
) -> str:
    """The HTML part; `link(path, button)` gives the address behind each button."""
    said = _paragraph(escape(note), "16px", 400) if note else ""
    more = "\n".join(_other(person, link) for person in others)
    card = _card(who, link) + said + _buttons(link)
    return "\n".join(
        (
            _head(),
            _preheader(f"{who.name} wants to connect"),
            _box(_header(owner, link)),
            _box(card),
            _box(_paragraph("More people you may know", "20px", 600) + more),
            _box(_apps(link)),
            _box(_footer(owner, link)),
            "</body></html>",
        )
    )


def _head() -> str:
    widths = (320, 360, 375, 390, 414, 480, 540, 600)
    rules = "\n".join(
        f"@media only screen and (max-width:{w}px) {{ .mercado-container {{ width: 100% !important;"
        f" max-width: {w}px !important; }} .mobile-hide-{w} {{ display: none !important; }} "
        f".mobile-pad-{w} {{ padding-left: 16px !important; padding-right: 16px !important; }} }}"
        for w in widths
    )
    dark = "\n".join(
        f"@media (prefers-color-scheme: dark) {{ .text-{c} {{ color: #{c}{c}{c} !important; }}"
        f" .background-{c} {{ background-color: #{c}{c}{c} !important; }} }}"
        for c in ("1b", "38", "56", "71", "8c", "b2", "e0", "f3")
    )
    return (
        '<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head>'
        '<meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        f'<title></title><style type="text/css">{rules}\n{dark}</style></head>'
        '<body dir="ltr" class="font-sans bg-color-background-canvas" bgcolor="#f3f2f0" '
        f'style="margin: 0; width: 100%; padding: 0; font-family: {_FONT}; {_RESET}">'
    )


def _preheader(text: str) -> str:
    filler = "\u034f\u00a0" * 90
    return (
        '<div class="h-0 opacity-0 text-transparent invisible overflow-hidden w-0 max-h-[0]" '
        'style="visibility: hidden; height: 0px; max-height: 0; width: 0px; overflow: hidden; '
        'opacity: 0; mso-hide: all" data-email-preheader="true">'
        f"{escape(text)}</div><div style='display: none'>{filler}</div>"
    )


def _box(inner: str) -> str:
    return (
        f"{_TABLE}<td align='center' style='{_RESET}; padding: 8px 24px'>"
        '<table role="presentation" class="mercado-container w-[512px] max-w-[512px] mx-auto my-0" '
        'align="center" border="0" cellspacing="0" cellpadding="0" width="512" '
        f"style='{_RESET}; margin: 0 auto; width: 512px; max-width: 512px; padding: 0'><tbody><tr>"
        f"<td class='text-center p-3' style='{_RESET}; background-color: #ffffff; padding: 24px'>"
        f"{inner}</td></tr></tbody></table></td>{_END_TABLE}"
    )


def _paragraph(text: str, size: str, weight: int) -> str:
    return (
        f"{_TABLE}<td style='{_RESET}; padding-bottom: 8px'><p style=\"margin: 0; font-family: "
        f'{_FONT}; font-weight: {weight}; font-size: {size}; line-height: 1.25; color: #1f1f1f">'
        f"{text}</p></td>{_END_TABLE}"
    )


def _anchor(url: str, inner: str) -> str:
    return (
        f'<a href="{escape(url)}" target="_blank" style="color: #0a66c2; cursor: pointer; '
        f'display: inline-block; text-decoration: none; {_RESET}">{inner}</a>'
    )


def _picture(person: Person, size: int) -> str:
    return (
        f'<img alt="{escape(person.name)}" src="https://media.licdn.com/dms/image/v2/D4D03AQ'
        f'placeholder/profile-displayphoto-shrink_200_200/0/?e=1800000000&amp;v=beta" '
        f'width="{size}" height="{size}" style="outline: none; border-radius: 100%; '
        'text-decoration: none; -ms-interpolation-mode: bicubic"/>'
    )


def _header(owner: Person, link: Link) -> str:
    logo = '<img alt="LinkedIn" src="https://static.licdn.com/aero-v1/sc/h/logo" width="104"/>'
    return _anchor(link("/comm/feed/", "header-0-home_glimmer"), logo) + _anchor(
        link("/comm/in/owner-of-this-mailbox", "header-0-profile_glimmer"), _picture(owner, 32)
    )


def _card(who: Person, link: Link) -> str:
    profile = link("/comm/in/{slug}", "hero-0-prof~name")
    return (
        _anchor(profile, _picture(who, 96))
        + _paragraph(_anchor(profile, escape(who.name)), "20px", 600)
        + _paragraph(escape(who.headline), "14px", 400)
        + _paragraph(escape(who.place), "14px", 400)
        + _paragraph("3 connections in common", "12px", 400)
    )


def _buttons(link: Link) -> str:
    accept = link("/comm/mynetwork/invite-accept/invitationId/{id}/sharedKey/{key}/", "hero-0-acc")
    view = link("/comm/in/{slug}", "hero-0-prof~cta")
    return _paragraph(_anchor(accept, "Accept"), "16px", 600) + _paragraph(
        _anchor(view, "View profile"), "16px", 600
    )


def _other(person: Person, link: Link) -> str:
    profile = link(f"/comm/in/{person.first.lower()}-maybe", "pymk-0-prof~name")
    return (
        _anchor(profile, _picture(person, 56))
        + _paragraph(_anchor(profile, escape(person.name)), "16px", 600)
        + _paragraph(escape(person.headline), "14px", 400)
        + _paragraph(_anchor(profile, "View profile"), "14px", 600)
    )


def _apps(link: Link) -> str:
    return (
        _paragraph("Get the new LinkedIn desktop app", "14px", 600)
        + _anchor(link("/comm/apps/windows", "footer-0-desktop"), "Windows")
        + _paragraph("Also available on mobile", "14px", 400)
        + _anchor(link("/comm/apps/mobile", "footer-0-mobile"), "Mobile")
    )


def _footer(owner: Person, link: Link) -> str:
    for_whom = f"This email was intended for {owner.name} ({owner.headline})"
    return (
        _paragraph(escape(for_whom), "12px", 400)
        + _anchor(link("/help/linkedin/answer/4788", "footer-0-why"), "Learn why we included this.")
        + _paragraph("You are receiving Invitation emails.", "12px", 400)
        + _anchor(link("/comm/psettings/email-unsubscribe", "footer-0-unsub"), "Unsubscribe")
        + _anchor(link("/help/linkedin/answer/67", "footer-0-help"), "Help")
        + _paragraph(
            "© 2026 LinkedIn Corporation, 1\u200c000 West Maude Avenue, Sunnyvale, CA 94085.",
            "12px",
            400,
        )
    )
