"""What ``coffeefirst policy`` does: show, check, compare, and the language as a schema."""

from rules import (
    Policy,
    PolicyError,
    differences,
    examples_otherwise,
    failing_examples,
    parse_policy,
    policy_schema,
    rule_line,
    warnings,
)
from service import screen
from service.config_file import Chosen
from service.errors import SettingsError
from service.taste import load_policy, policy_text


def in_use(chosen: Chosen, named: str | None) -> str:
    """The policy that is meant: the named one, else the config's, else gatekeeper."""
    if named is not None:
        return named
    if chosen.config or chosen.path.exists():
        return chosen.one().policy
    return "gatekeeper"


def show(named: str, *, json: bool) -> None:
    """The whole table, read aloud."""
    policy = load_policy(named)
    if json:
        screen.as_json(policy.model_dump(mode="json", exclude={"rules"}) | {"rules": _rows(policy)})
        return
    screen.say(f"{policy.name}\n{policy.says.strip()}\n")
    for number, rule in enumerate(policy.rules, start=1):
        screen.say(f"{number:2}. {rule_line(rule)}\n    because {rule.because}")
    admits = "no draft may admit that you do not know somebody; " if policy.never_admit else ""
    screen.say(f"\n{admits}{len(policy.examples)} examples come out as they say")


def _rows(policy: Policy) -> list[dict[str, str]]:
    return [
        {"name": rule.name, "rule": rule_line(rule), "because": rule.because}
        for rule in policy.rules
    ]


def check(named: list[str], *, json: bool) -> None:
    """Whether each policy can be used. Raises SettingsError, one line a fault of any of them."""
    faults: list[str] = []
    for one in named:
        try:
            text, source = policy_text(one)
            policy = parse_policy(text, source)
        except (PolicyError, SettingsError) as error:
            faults += str(error).splitlines()
            continue
        failing = failing_examples(policy, text, source)
        faults += map(_on_one_line, failing)
        _tell("warning", warnings(policy, text, source), json=json)
        if not failing:
            well = f"{source}: {len(policy.rules)} rules, all {len(policy.examples)} examples well"
            _tell("ok", [well], json=json)
    if json:
        _tell("error", faults, json=True)
    if faults:
        raise SettingsError("\n".join(faults))


def _on_one_line(fault: str) -> str:
    """What a policy's own words say in a fault, without the line breaks in them."""
    return " ".join(fault.split())


def _tell(level: str, lines: list[str], *, json: bool) -> None:
    for line in map(_on_one_line, lines):
        if json:
            screen.as_json({"level": level, "line": line})
        else:
            screen.say(f"{level:8} {line}")


def diff(one: str, other: str, *, json: bool) -> None:
    """What differs between two policies: their rules, and how each judges the other's examples."""
    before, after = load_policy(one), load_policy(other)
    lines = differences(before, after)
    told = [*examples_otherwise(before, after), *examples_otherwise(after, before)]
    if json:
        screen.as_json({"rules": lines, "examples": told})
        return
    for line in lines or ["the rules are the same"]:
        screen.say(line)
    screen.say("")
    for line in told or ["every example of either comes out the same by both"]:
        screen.say(line)


def schema() -> None:
    """The policy language as a JSON Schema."""
    screen.as_json(policy_schema())
