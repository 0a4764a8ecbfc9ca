"""`python -m extract.calibrate FOLDER...` fits how far readings can be trusted, on labelled documents, and reports on the test share.

The folders are those of `python -m samples.generate labelled`. How freely weights may move is fitted on the
layouts of `train` and chosen on those of `tune`; both are then counted; `test` is only scored. Without --write nothing is changed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from extract.calibrate.collect import Case, collect
from extract.calibrate.fit import Fitted, fit_field
from extract.calibrate.report import Score, plot, score, table
from extract.trust import DATA, judged_model
from models.country import CountryPack

BAR = 0.975


def main(argv: list[str] | None = None, packs: Sequence[CountryPack] = ()) -> None:
    """Collect, fit, report; write the numbers when told to."""
    parser = argparse.ArgumentParser(prog="python -m extract.calibrate", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--cache", type=Path, help="keep what was read of each document here, to fit again quickly")
    parser.add_argument("--write", action="store_true", help="write the fitted numbers into the package")
    parser.add_argument("--plot", type=Path, help="write the reliability plot here, as SVG")
    parser.add_argument("--engine", choices=("text", "ocr"), help="only this engine")
    parser.add_argument("--wrong", action="store_true", help="list the sure values of train and tune that are wrong")
    given = parser.parse_args(argv)
    if given.cache:
        given.cache.mkdir(parents=True, exist_ok=True)
    cases = list(collect(given.folders, packs or _packs(), given.cache))
    scores: dict[str, Score] = {}
    for engine in [given.engine] if given.engine else ["text", "ocr"]:
        of_engine = [case for case in cases if case.engine == engine]
        if of_engine:
            scores[engine] = _engine(engine, of_engine, write=given.write, wrong=given.wrong)
    if given.plot:
        given.plot.write_text(plot("Reliability of readings on the test share", scores), encoding="utf-8")


def _packs() -> Sequence[CountryPack]:
    # The command may name the countries; the reader itself never does.
    from importlib import import_module

    packs: Sequence[CountryPack] = import_module("countries.packs").COUNTRY_PACKS
    return packs


def _engine(engine: str, cases: Sequence[Case], *, write: bool, wrong: bool) -> Score:
    by_field: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_field[case.field].append(case)
    fitted = {name: found for name, group in sorted(by_field.items()) if (found := fit_field(name, group))}
    models = {name: fitted[name].model if name in fitted else judged_model(name) for name in by_field}

    def probability(case: Case) -> float:
        return models[case.field].probability(case.evidence)

    tests = [case for case in cases if case.share == "test"]
    scores = {name: score([each for each in tests if each.field == name], probability, BAR) for name in sorted(by_field)}
    whole = score(tests, probability, BAR)
    sys.stdout.write(f"\n{engine}, test share, bar {BAR}\n{table({**scores, 'all': whole})}\n")
    for case in cases if wrong else ():
        if case.share != "test" and not case.right and probability(case) >= BAR:
            sys.stdout.write(f"wrong: {case.document} {case.field} {probability(case)} {' '.join(case.evidence)}\n")
    if write:
        _write(engine, cases, fitted)
    return whole


def _write(engine: str, cases: Sequence[Case], fitted: dict[str, Fitted]) -> None:
    documents = {share: len({each.document for each in cases if each.share == share}) for share in ("train", "tune", "test")}
    fields = {
        name: {
            "right": each.right,
            "wrong": each.wrong,
            "spread": each.spread,
            "base": each.model.base,
            "weights": dict(sorted(each.model.weights.items())),
            "curve": [list(point) for point in each.model.curve],
        }
        for name, each in fitted.items()
    }
    content = {"fitted": date.today().isoformat(), "engine": engine, "documents": documents, "fields": fields}
    DATA.mkdir(exist_ok=True)
    (DATA / f"{engine}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
