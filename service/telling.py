"""What the log says of a round: a line a decision, a line a problem, and one in all."""

from collections.abc import Sequence

from service.deciding import Outcome
from service.log import logger
from service.report import Report


def log_outcomes(outcomes: Sequence[Outcome]) -> None:
    """One line a decision."""
    for outcome in outcomes:
        if outcome.judged is None or outcome.entry is None:
            continue
        for decision in outcome.judged.decisions:
            logger().info(
                "decided",
                uid=outcome.uid,
                inviter=decision.invitation.inviter.name,
                verdict=decision.verdict.value,
                because=decision.because,
                actions=", ".join(decision.actions),
            )


def log_report(report: Report, seconds: float) -> None:
    """One line a round, and one a problem."""
    for problem in report.problems:
        logger().warning("problem", problem=problem)
    logger().info(
        "round",
        number=report.round,
        looked_at=report.looked_at,
        **dict(sorted(report.verdicts.items())),
        drafts=report.drafted,
        archived=report.archived,
        seconds=round(seconds, 2),
    )
