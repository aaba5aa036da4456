"""Hosts of mail filters that put every link of a mail behind an address of their own.

Sources: their makers' own manuals (Microsoft Safe Links, Proofpoint URL Defense, Barracuda, Cisco,
Mimecast, Symantec, Trellix, Sophos, Trend Micro).
"""

_FILTERS = (
    "safelinks.protection.outlook.com",
    "urldefense.com",
    "urldefense.proofpoint.com",
    "linkprotect.cudasvc.com",
    "secure-web.cisco.com",
    "mimecast.com",
    "mimecastprotect.com",
    "clicktime.symantec.com",
    "fireeye.com",
    "protection.sophos.com",
    "imsva91-ctp.trendmicro.com",
)


def is_filter_host(host: str) -> bool:
    """Whether a link that leads to this host was rewritten by a known mail filter."""
    return any(host == one or host.endswith(f".{one}") for one in _FILTERS)
