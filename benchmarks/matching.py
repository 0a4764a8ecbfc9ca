"""How often the matching is right: a simulated council of both countries with every fault of the decision table.

    python benchmarks/matching.py [--lines 20000] [--seed 1]

Prints wrong postings (the goal is none), the share of clean lines on fixed grants that need no hand, the share of reason
codes that are right, each with its upper 95 % bound, the same over all lines, and decisions a second of one core.
Exit status 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from council import Case, Truth, council

from match.decide import decide
from models.decision import Decision, Verdict

#: Goals: wrong postings, touchless share of clean fixed lines, right reason codes, decisions a second.
MOST_WRONG, LEAST_TOUCHLESS, LEAST_RIGHT, LEAST_SPEED = 0, 0.90, 0.97, 1000


@dataclass
class Score:
    """What was counted."""

    lines: int = 0
    documents: int = 0
    posted: int = 0
    wrong: list[str] = field(default_factory=list)
    clean: int = 0
    clean_posted: int = 0
    right: int = 0
    seconds: float = 0.0
    misses: Counter[tuple[str, str, str]] = field(default_factory=Counter)


def run(lines: int, seed: int) -> Score:
    """Decide about every document of a simulated council."""
    score = Score()
    cases = list(council(lines, seed))
    started = time.process_time()
    decided = [decide(case.extraction, case.facts, case.policy, case.pack) for case in cases]
    score.seconds = time.process_time() - started
    for case, decisions in zip(cases, decided, strict=True):
        score.documents += 1
        _count(score, case, decisions)
    return score


def _count(score: Score, case: Case, decisions: tuple[Decision, ...]) -> None:
    assert len(decisions) == len(case.truths), (case.truths, decisions)
    for decision, truth in zip(decisions, case.truths, strict=True):
        score.lines += 1
        score.clean += truth.clean_fixed
        if decision.verdict is Verdict.POST:
            score.posted += 1
            score.clean_posted += truth.clean_fixed
            if not _is_right(decision, truth):
                score.wrong.append(
                    f"{truth.kind}: posted {decision.grant_id} {decision.period} {decision.amount}, truth {truth}"
                )
        if decision.code == truth.code:
            score.right += 1
        else:
            score.misses[truth.kind, truth.code, decision.code] += 1


def _is_right(decision: Decision, truth: Truth) -> bool:
    if truth.pays is None or decision.amount is None:
        return False
    grant_id, period, amount = truth.pays
    return (decision.grant_id, decision.period, decision.amount.decimal) == (grant_id, period, amount)


def upper_bound(errors: int, trials: int) -> float:
    """Return the upper end of the exact one-sided 95 % interval for a share of errors (Clopper and Pearson)."""
    if trials == 0:
        return 1.0
    low, high = errors / trials, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(errors, trials, middle) > 0.05:
            low = middle
        else:
            high = middle
    return high


def _at_most(errors: int, trials: int, share: float) -> float:
    """Return the chance of so few errors, by the recurrence of the binomial distribution in logarithms."""
    from math import exp, lgamma, log, log1p

    if share >= 1.0:
        return 1.0 if errors >= trials else 0.0
    if share <= 0.0:
        return 1.0
    whole = lgamma(trials + 1)
    return sum(
        exp(whole - lgamma(k + 1) - lgamma(trials - k + 1) + k * log(share) + (trials - k) * log1p(-share))
        for k in range(errors + 1)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    score = run(options.lines, options.seed)
    report = {
        "seed": options.seed,
        "documents": score.documents,
        "lines": score.lines,
        "posted": score.posted,
        "wrong_postings": len(score.wrong),
        "wrong_postings_upper_95": round(upper_bound(len(score.wrong), score.posted), 6),
        "touchless_clean_fixed": round(score.clean_posted / score.clean, 4),
        "touchless_clean_fixed_of": score.clean,
        "touchless_all_lines": round(score.posted / score.lines, 4),
        "codes_right": round(score.right / score.lines, 4),
        "codes_wrong_upper_95": round(upper_bound(score.lines - score.right, score.lines), 4),
        "decisions_per_second": round(score.lines / score.seconds),
    }
    met = (
        len(score.wrong) <= MOST_WRONG
        and report["touchless_clean_fixed"] >= LEAST_TOUCHLESS
        and report["codes_right"] >= LEAST_RIGHT
        and report["decisions_per_second"] >= LEAST_SPEED
    )
    print(json.dumps(report) if options.json else "\n".join(f"{name:26} {value}" for name, value in report.items()))
    if not options.json:
        for (kind, truth, said), count in score.misses.most_common(25):
            print(f"  {count:5}  {kind}: {truth} but said {said}")
        for wrong in score.wrong[:20]:
            print("  WRONG", wrong)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
