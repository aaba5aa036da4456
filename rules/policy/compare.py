"""What differs between two policies, rule by rule, in words; ``replay`` judges mail by both."""

from collections.abc import Iterator

from rules.policy import Policy, Rule


def differences(one: Policy, other: Policy) -> list[str]:
    """One line for each difference, as a diff marks it; a rule is known again by its name."""
    return [*_settings(one, other), *_rules(one, other)]


def _settings(one: Policy, other: Policy) -> Iterator[str]:
    if one.never_admit != other.never_admit:
        yield f"- never_admit = {str(one.never_admit).lower()}"
        yield f"+ never_admit = {str(other.never_admit).lower()}"


def _rules(one: Policy, other: Policy) -> Iterator[str]:
    before, after = _by_name(one), _by_name(other)
    for name, (place, rule) in before.items():
        if name not in after:
            yield f"- {place}. {rule_line(rule)}"
    kept = [name for name in before if name in after]
    order = [name for name in after if name in before]
    for name, (place, rule) in after.items():
        if name not in before:
            yield f"+ {place}. {rule_line(rule)}"
        elif _differ(before[name][1], rule):
            yield f"- {before[name][0]}. {rule_line(before[name][1])}"
            yield f"+ {place}. {rule_line(rule)}"
        elif kept.index(name) != order.index(name):
            yield f"~ {before[name][0]} → {place}. {rule.name}: stands elsewhere"


def _differ(one: Rule, other: Rule) -> bool:
    return (one.when, one.verdict, done(one)) != (other.when, other.verdict, done(other))


def _by_name(policy: Policy) -> dict[str, tuple[int, Rule]]:
    """The rules by name; of two that share one, the second is told apart by its place."""
    found: dict[str, tuple[int, Rule]] = {}
    for place, rule in enumerate(policy.rules, start=1):
        found[rule.name if rule.name not in found else f"{rule.name} ({place})"] = (place, rule)
    return found


def rule_line(rule: Rule) -> str:
    """A rule in one line, to be read aloud: when, verdict, and what is done."""
    when = str(rule.when) or "in every other case"
    return f"{rule.name}: {when} → {rule.verdict} ({', '.join(done(rule))})"


def done(rule: Rule) -> list[str]:
    """What a rule does to the mail, in its order."""
    told = [f"label {rule.label or rule.verdict}"]
    told += ["mark as read"] if rule.reads else []
    told += [f"draft {rule.template}"] if rule.template else []
    return [*told, "archive" if rule.archives else "stays in the inbox"]
