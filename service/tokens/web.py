"""How providers are asked over HTTPS, by both of their libraries; the home of requests.

Requests have neither a time nor a size limit of their own, follow redirects with whatever secret
they carry, and do not know the system's certificate authorities.
"""

import ssl
import time
from contextlib import closing
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from service.errors import Unreachable

#: Seconds to connect, and for the provider to be silent.
TIMEOUTS = (10.0, 20.0)

#: Seconds and octets that the body of an answer may take; with tokens it is some 4 kB.
LONGEST = 30.0
_LARGEST = 262_144

#: From here on, and for this one, a later try may do better (RFC 9110, 15.6; RFC 6585, 4).
_THEIR_TROUBLE, _TOO_MANY = 500, 429


class Useless(requests.RequestException):
    """There is an answer, but nothing can be done with it; says why in our own words."""


class Asking(HTTPAdapter):
    """For ``session.mount("https://", Asking())``."""

    def init_poolmanager(self, *arguments: Any, **settings: Any) -> None:
        """Connections as to the mail server: by the system's authorities, TLS 1.2 or newer."""
        super().init_poolmanager(*arguments, ssl_context=_context(), **settings)

    def proxy_manager_for(self, proxy: Any, **settings: Any) -> Any:
        """The same through a proxy."""
        return super().proxy_manager_for(proxy, ssl_context=_context(), **settings)

    def send(self, request: Any, *_: Any, **settings: Any) -> requests.Response:
        """An answer that came in time and is of use; raises requests' own exceptions otherwise."""
        answer = super().send(request, **{**settings, "stream": True, "timeout": TIMEOUTS})
        with closing(answer):
            answer._content = _bounded(answer)
        if answer.status_code >= _THEIR_TROUBLE or answer.status_code == _TOO_MANY:
            raise Useless(f"it answers {answer.status_code}")
        return answer


def prepared(session: requests.Session) -> requests.Session:
    """The session, so that it asks as said above."""
    session.mount("https://", Asking())
    session.mount("http://", _Nobody())
    session.max_redirects = 0
    return session


class _Nobody(HTTPAdapter):
    def send(self, *_: Any, **__: Any) -> requests.Response:
        raise Useless("it is not asked without TLS")


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _bounded(answer: requests.Response) -> bytes:
    """The body; an octet at a time, since for more of them requests would wait without end."""
    body, ends = bytearray(), time.monotonic() + LONGEST
    for octet in answer.iter_content(1):
        body += octet
        if len(body) > _LARGEST or time.monotonic() > ends:
            raise Useless("its answer has no end")
    return bytes(body)


def unreachable(place: str, error: Exception) -> Unreachable:
    """What to say of a request that came to nothing. It shows no word of what was sent."""
    return Unreachable(f"{place}: it cannot be asked for a token: {_kind(error)}")


def _kind(error: Exception) -> str:
    match error:
        case Useless():
            return str(error)
        case requests.exceptions.SSLError():
            return "its certificate is not to be trusted, and nothing was sent"
        case requests.Timeout():
            return "it did not answer in time"
        case requests.TooManyRedirects():
            return "it sends us elsewhere, and we do not go"
        case requests.ConnectionError():
            return "no connection"
    return type(error).__name__
