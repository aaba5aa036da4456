"""Who may import whom: imports go down only, and each outside library has one home."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAD = sorted((ROOT / "rules").rglob("*.py"))
HANDS = sorted((ROOT / "service").rglob("*.py"))
SOURCES = [*HEAD, *HANDS]

#: The hands' floors, from the ground up: a file imports from its own floor or a lower one.
FLOORS = (
    ("errors", "shown", "providers", "sections", "wrapping"),
    ("config_tables", "tags"),
    ("config_faults", "config_environment", "oauth_settings"),
    ("settings",),
    ("config_file",),
    ("private", "log", "pause", "clock", "deadline"),
    ("lock", "keyrings"),
    ("secrets",),
    ("ledger", "mailbox", "acquaintances", "resolver", "tokens"),
    ("signatures", "connecting"),
    ("taste",),
    ("journal", "judging"),
    ("deciding", "carrying", "offline"),
    ("report", "lab", "remembering", "age", "health"),
    ("telling",),
    ("round", "undoing"),
    ("watch", "idler", "push", "screen", "bars"),
    ("each", "explaining", "tended", "signing_in"),
    ("daemon", "commands", "policies", "contacts", "demo", "doctor"),
    ("history", "status", "setup"),
    ("cli",),
)

#: Each outside library's home; pydantic has two: the owner's config, and the owner's policy.
HOMES = {
    "imapclient": {
        "service/mailbox/connection/looking.py",
        "service/mailbox/connection/faults.py",
        "service/mailbox/connection/line.py",
        "service/mailbox/connection/making.py",
        "service/mailbox/connection/bearer.py",
        "service/mailbox/connection/sign_in.py",
        "service/mailbox/connection/terms.py",
    },
    "mailparser": {"rules/reading/message.py"},
    "selectolax": {"rules/reading/html.py"},
    "jinja2": {"rules/reply/__init__.py"},
    "pydantic": {
        "service/settings.py",
        "service/config_file.py",
        "service/sections.py",
        "service/oauth_settings.py",
        "service/config_faults.py",
        "rules/policy/__init__.py",
    },
    "pydantic_core": {"service/config_faults.py"},  # pydantic's own word for a fault
    "pydantic_settings": {"service/settings.py", "service/config_file.py"},
    "platformdirs": {"service/settings.py", "service/config_file.py"},
    "apscheduler": {"service/daemon.py"},
    "structlog": {"service/log.py"},
    "rich": {"service/bars.py", "service/doctor/show.py", "service/screen.py"},
    "typer": {
        "service/cli/__init__.py",
        "service/cli/contacts.py",
        "service/cli/doctor.py",
        "service/cli/journal.py",
        "service/cli/judging.py",
        "service/cli/options.py",
        "service/cli/policy.py",
        "service/cli/setup.py",
        "service/cli/signing_in.py",
    },
    "pymap": {"service/demo/server.py"},
    "proxyprotocol": {"service/demo/server.py"},  # pymap's own word for who is connected
    "pysasl": {"service/demo/server.py"},  # pymap's own word for how one signs in
    "anyascii": {"rules/acquaintance/spelling.py"},
    "nicknames": {"rules/acquaintance/short_forms.py"},
    "vobject": {"service/acquaintances/vcards.py"},
    "dkim": {"service/signatures.py"},
    "tomlkit": {"service/setup/config_text.py"},
    "dns": {"service/resolver.py"},
    "google": {"service/tokens/google.py"},
    "google_auth_oauthlib": {"service/tokens/google.py"},
    "oauthlib": {"service/tokens/google.py"},  # what Google's library raises
    "msal": {"service/tokens/microsoft.py"},
    # Both of them talk by it, and hand on what it raises.
    "requests": {
        "service/tokens/web.py",
        "service/tokens/google.py",
        "service/tokens/microsoft.py",
    },
    "keyring": {"service/keyrings.py"},
    "sqlite3": {"service/ledger/store.py"},
}

#: The head has no clock, no disk, no net, no chance.
ALLOWED_IN_RULES = {
    "collections", "dataclasses", "datetime", "difflib", "email", "enum", "functools", "hashlib",
    "html", "importlib", "ipaddress", "itertools", "json", "math", "operator", "pkgutil", "quopri",
    "re", "string", "sys", "tomllib", "types", "typing", "unicodedata", "urllib.parse", "binascii",
}  # fmt: skip


def _imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "service":
                yield from (f"service.{alias.name}" for alias in node.names)


def _place(path):
    return path.relative_to(ROOT).as_posix()


def _floor(module):
    part = module.split(".")[1]
    return next(number for number, names in enumerate(FLOORS) if part in names)


@pytest.mark.parametrize("path", SOURCES, ids=_place)
def test_an_outside_library_is_imported_only_at_home(path):
    for module in _imports(path):
        library = module.split(".")[0]
        if library in {"rules", "service"} or library in sys.stdlib_module_names - {"sqlite3"}:
            continue
        assert library in HOMES, f"{library} has no home: choose one, and say why in the README"
        assert _place(path) in HOMES[library]


@pytest.mark.parametrize("path", HEAD, ids=_place)
def test_the_head_has_no_clock_no_disk_and_no_net(path):
    for module in _imports(path):
        library = module.split(".")[0]
        if library in sys.stdlib_module_names:
            assert {library, module} & ALLOWED_IN_RULES, f"{_place(path)} imports {module}"
        assert library != "service"
    called = {n.id for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Name)}
    assert not called & {"open", "print", "input", "exec", "eval"}


@pytest.mark.parametrize("path", HANDS, ids=_place)
def test_the_hands_see_the_head_only_through_its_face(path):
    assert not [module for module in _imports(path) if module.startswith("rules.")]


@pytest.mark.parametrize("path", HANDS, ids=_place)
def test_imports_go_down_only(path):
    own = path.relative_to(ROOT / "service").parts[0].removesuffix(".py")
    if own == "__init__":
        return
    for module in _imports(path):
        if module.startswith("service."):
            assert _floor(module) <= _floor(f"service.{own}"), f"{_place(path)} imports {module}"


def test_the_declared_libraries_are_the_ones_that_are_used():
    used = {m.split(".")[0] for path in SOURCES for m in _imports(path)}
    assert set(HOMES) <= used | {"sqlite3"}


def test_nothing_can_send_or_expunge_what_is_not_ours():
    code = "\n".join(path.read_text(encoding="utf-8") for path in HANDS)
    assert "smtplib" not in code
    assert ".expunge()" not in code
    assert "delete_messages" not in code
    assert "delete_folder" not in code
