"""Acquaintances: the people the owner knows, each with the record that shows it.

identity: profile, address → the one spelling of it: these are certain
names: a written name → its words; titles, credentials and emoji taken away
east_asian: Chinese, Korean and Vietnamese names
spelling: a word → its spellings in Latin letters
short_forms: Bob and Robert, Pepe and José
agreement: two names → the same, a variant, an initial only
company: two companies → the same, not said, another
index: everybody, to be asked by profile, address or name
ladder: names × company × commonness → likely, maybe, no
search: somebody by a part of their name
proof: what a finding shows of all this
"""

from rules.acquaintance.company import Company
from rules.acquaintance.identity import identity_keys
from rules.acquaintance.index import Acquaintances, Namesake
from rules.acquaintance.ladder import likeliest
from rules.acquaintance.names import name_key
from rules.acquaintance.person import Acquaintance
from rules.acquaintance.proof import certainly, colleagues, likeness, proof
from rules.acquaintance.search import could_be_called

__all__ = [
    "Acquaintance",
    "Acquaintances",
    "Company",
    "Namesake",
    "certainly",
    "colleagues",
    "could_be_called",
    "identity_keys",
    "likeliest",
    "likeness",
    "name_key",
    "proof",
]
