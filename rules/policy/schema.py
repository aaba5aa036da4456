"""The policy language as a JSON Schema (draft 2020-12), so that an editor completes and checks it.

It is made from the models and from the signals themselves, so it cannot differ from them.
"""

from typing import Any

from rules.policy import Policy
from rules.policy.when import TEXTS
from rules.signals import Signal, all_signals

_WORDS = {"type": "string", "minLength": 1}


def policy_schema() -> dict[str, Any]:
    """The schema of a policy file."""
    schema = Policy.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Coffee First policy"
    schema["$defs"]["when"] = _when()
    schema["$defs"]["Rule"]["properties"]["when"] = {"$ref": "#/$defs/when"}
    for ours in ("Ask", "Group"):  # how a condition is held in memory, which no file says
        schema["$defs"].pop(ours, None)
    schema["$defs"]["PolicyExample"]["properties"]["given"] = _given()
    return schema


def _when() -> dict[str, Any]:
    """A table of conditions: all of them must hold."""
    properties = {signal.name: _signal(signal) for signal in all_signals()}
    properties |= {name: _text(name) for name in TEXTS}
    again = {"$ref": "#/$defs/when"}
    properties["not"] = again | {"description": "must not hold"}
    for name, says in (("all", "all of these hold"), ("any", "one of these holds, or several")):
        properties[name] = {
            "type": "array",
            "items": again,
            "minItems": 1,
            "description": says,
        }
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _signal(signal: Signal) -> dict[str, Any]:
    value = {"enum": list(signal.values)}
    operators: dict[str, Any] = {"equals": value, "one_of": _one_or_more(value)}
    operators["contains"] = _one_or_more(_WORDS)
    if signal.ranks:
        operators["at_least"] = {"enum": list(signal.ranks)}
    return _subject(signal.question, _one_or_more(value), operators)


def _text(name: str) -> dict[str, Any]:
    words = _one_or_more(_WORDS)
    operators = {"equals": _WORDS, "one_of": words, "contains": words}
    return _subject(f"The inviter's {name}, as the mail has it.", words, operators)


def _subject(says: str, value: dict[str, Any], operators: dict[str, Any]) -> dict[str, Any]:
    """Equal to a value, one of several, or asked by an operator, which ``not`` turns round."""
    plain = {"type": "object", "properties": operators, "additionalProperties": False}
    turned = {**operators, "not": {"anyOf": [value, plain]}}
    asked = {"type": "object", "properties": turned, "additionalProperties": False}
    return {"description": says, "anyOf": [value, asked | {"minProperties": 1}]}


def _one_or_more(value: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [value, {"type": "array", "items": value, "minItems": 1}]}


def _given() -> dict[str, Any]:
    properties = {
        signal.name: {"enum": list(signal.values), "description": signal.question}
        for signal in all_signals()
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}
