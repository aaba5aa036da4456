"""What a Dovecot looks like from outside: its costume, and the configuration that makes it so."""

from __future__ import annotations

import functools
import grp
import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PASSWORD = "secret"
SPECIAL_USE: Mapping[str, str] = {
    "Drafts": r"\Drafts",
    "Archive": r"\Archive",
    "Sent": r"\Sent",
    "Trash": r"\Trash",
}
# For `capability=`: a server that knows little beyond RFC 3501.
PLAIN_CAPABILITY = "IMAP4rev1 SASL-IR IDLE NAMESPACE CHILDREN"


@dataclass(kw_only=True, eq=False)
class Costume:
    """How a server presents itself; every parameter holds for the whole server.

    `capability` replaces what the server says it can do after login. PLAIN_CAPABILITY hides MOVE,
    UIDPLUS, SPECIAL-USE, MULTIAPPEND and LITERAL+; Dovecot still carries them out when asked, so
    the proxy's transcript has to show that a client did not ask. Special uses are still listed:
    hide them by `folders`.
    `separator` and `prefix` shape the names of folders: "." and "INBOX." is Courier's way.
    `folders` are there from the start, each with its special use, or "" for none. Their names are
    without the prefix.
    `keywords=False` lets nothing but \\Seen and \\Deleted be stored outside the drafts' folder (an
    ACL without the right `w`, RFC 4314); as Exchange does, a keyword gets an OK and is dropped.
    `quota`, say "10K", makes an APPEND beyond it end with [OVERQUOTA] (RFC 5530), and is told
    by GETQUOTAROOT; what `deliver` writes counts, but is never refused.
    `tls=True` speaks TLS from the first byte.
    `password` is everybody's.
    `oauth` is an address to which a token is put for introspection (RFC 7662): whoever it is told
    to be signs in by that token, with OAUTHBEARER or XOAUTH2. `mechanisms` are the ways to sign in
    that the server announces, "plain login" say, where not those that it has by itself.
    """

    capability: str | None = None
    separator: str = "/"
    prefix: str = ""
    folders: Mapping[str, str] = field(default_factory=lambda: dict(SPECIAL_USE))
    keywords: bool = True
    quota: str | None = None
    tls: bool = False
    password: str = PASSWORD
    oauth: str | None = None
    mechanisms: str | None = None

    def config(self, root: Path, port: int) -> str:
        """The text of dovecot.conf for a server that lives in `root`."""
        name, group, uid, gid = runner()
        listener, silent = ("imaps", "imap") if self.tls else ("imap", "imaps")
        values = {
            "root": root,
            "name": name,
            "group": group,
            "uid": uid,
            "gid": gid,
            "password": self.password,
        }
        text = _BASE.format(**values, port=port, listener=listener, silent=silent)
        return text + self._namespace() + self._plugins(root) + self._rest(root)

    def oauth2(self) -> str:
        """The text of the file that says how tokens are looked at."""
        return (
            f"introspection_url = {self.oauth or ''}\nintrospection_mode = get\n"
            "force_introspection = yes\nusername_attribute = username\n"
            "active_attribute = active\nactive_value = true\ntimeout_msecs = 3000\n"
        )

    def acl(self) -> str:
        """Who may do what: all rights of RFC 4314 but `w`, except where the drafts are."""
        drafts = [self.prefix + name for name, use in self.folders.items() if use == r"\Drafts"]
        lines = ["* owner lrstiekxap", *(f'"{name}" owner lrwstiekxap' for name in drafts)]
        return "\n".join(lines) + "\n"

    def _namespace(self) -> str:
        boxes = "".join(_folder(name, use) for name, use in self.folders.items())
        return (
            "namespace inbox {\n  inbox = yes\n"
            f"  separator = {self.separator}\n  prefix = {self.prefix}\n{boxes}}}\n"
        )

    def _plugins(self, root: Path) -> str:
        chosen, lines = [], []
        if not self.keywords:
            chosen.append("acl")
            lines.append(f"acl = vfile:{root}/acl")
        if self.quota:
            chosen.append("quota")
            lines += ["quota = maildir:all of it", f"quota_rule = *:storage={self.quota}"]
        if not chosen:
            return ""
        told = (
            "protocol imap {\n  mail_plugins = $mail_plugins imap_quota\n}\n" if self.quota else ""
        )
        loaded = f"mail_plugins = {' '.join(chosen)}\n{told}"
        return f"{loaded}plugin {{\n  " + "\n  ".join(lines) + "\n}\n"

    def _rest(self, root: Path) -> str:
        text = f"imap_capability = {self.capability}\n" if self.capability else ""
        if self.oauth:
            text += (
                "passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n"
                f"  args = {root}/oauth2.conf\n}}\n"
            )
        if mechanisms := self.mechanisms or (self.oauth and "plain login xoauth2 oauthbearer"):
            text += f"auth_mechanisms = {mechanisms}\n"
        if self.tls:
            text += f"ssl = yes\nssl_cert = <{root}/certificate.pem\nssl_key = <{root}/key.pem\n"
        return text


@functools.cache
def runner() -> tuple[str, str, int, int]:
    """The account Dovecot runs as, name, group and their numbers: it refuses to run as root."""
    uid, gid = os.getuid(), os.getgid()
    if uid == 0:
        nobody = pwd.getpwnam("nobody")
        uid, gid = nobody.pw_uid, nobody.pw_gid
    return pwd.getpwuid(uid).pw_name, grp.getgrgid(gid).gr_name, uid, gid


def give_away(path: Path) -> None:
    """Make `path` belong to the account Dovecot runs as, where that is not ours."""
    if os.getuid() == 0:
        _, _, uid, gid = runner()
        os.chown(path, uid, gid)


def _folder(name: str, use: str) -> str:
    special = f"    special_use = {use}\n" if use else ""
    return f'  mailbox "{name}" {{\n    auto = subscribe\n{special}  }}\n'


# No chroot and no account of root's, since Dovecot is not started by root; no waiting after a
# failed login, nor longer and longer penalties for it; no fsync, for the mail is nobody's.
_BASE = """\
base_dir = {root}/run
state_dir = {root}/run
log_path = {root}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
auth_verbose = yes
mail_fsync = never
mail_max_userip_connections = 1000
mail_location = maildir:~/Maildir:UTF-8
default_internal_user = {name}
default_internal_group = {group}
default_login_user = {name}
first_valid_uid = 1
first_valid_gid = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/home/%u
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener {listener} {{
    port = {port}
  }}
  inet_listener {silent} {{
    port = 0
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""
