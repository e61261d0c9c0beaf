"""Rolling origin: the maps that would have been made in past periods, held against what came."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import bdtr, betaincinv

from geo.forecasting.evaluation import Fold, Score, judge, together
from geo.forecasting.models import Dated, Ground, Risk, counts

COVERAGE = (0.01, 0.02, 0.05, 0.10, 0.20)
HISTORY_DAYS = 56
"""A first map needs at least this much past: as far as ProMap looks back."""


class Trial(NamedTuple):
    """Per model its folds, the first day of each, the days of one, and those without events."""

    starts: tuple[int, ...]
    days: int
    folds: Mapping[str, Sequence[Fold]]
    empty: int


def origins(dated: Dated, start: int, days: int, most: int) -> tuple[int, ...]:
    """Return the first days of the last whole periods before ``start``, the oldest first."""
    first = int(dated.day[0]) + HISTORY_DAYS if len(dated.day) else start
    number = max(0, min(most, (start - first) // days))
    return tuple(start - days * k for k in range(number, 0, -1))


def rolling(
    ground: Ground, dated: Dated, models: Mapping[str, Risk], starts: tuple[int, ...], days: int
) -> Trial:
    """Judge the map of each model for each period."""
    folds: dict[str, list[Fold]] = {name: [] for name in models}
    for origin in starts:
        came = counts(ground, dated.between(origin, origin + days))
        before = counts(ground, dated.between(origin - HISTORY_DAYS, origin))
        for name, risk in models.items():
            folds[name].append(judge(risk(origin), ground.size, came, before, COVERAGE))
    held = next(iter(folds.values()), [])
    return Trial(starts, days, folds, sum(fold.events == 0 for fold in held))


def trial_json(trial: Trial, model: str, at: int, whole: float) -> dict[str, object]:
    """Return the curve of each model, and the marked part fold by fold.

    ``whole`` is the km² or km of all units, ``at`` the coverage that would be marked.
    """
    return {
        "evaluation": {
            name: _score_json(together(folds), folds, whole) for name, folds in trial.folds.items()
        },
        "fold_by_fold": [
            {
                "from": str(np.datetime64(origin, "D")),
                "events": trial.folds[model][n].events,
                "hits": float(trial.folds[model][n].hits[at]),
                "hits_last_period": float(trial.folds["last_period"][n].hits[at]),
            }
            for n, origin in enumerate(trial.starts)
        ],
        "beside_last_period": compare(trial, model, "last_period", at),
    }


def compare(trial: Trial, model: str, other: str, at: int) -> dict[str, float]:
    """Count the folds in which one model marks more, or fewer, events than another; sign test."""
    if not trial.starts:
        return {"better": 0, "worse": 0, "p": 1.0}
    pairs = zip(trial.folds[model], trial.folds[other], strict=True)
    apart = np.array([a.hits[at] - b.hits[at] for a, b in pairs])
    better, worse = int((apart > 1e-9).sum()), int((apart < -1e-9).sum())
    p = min(1.0, 2 * float(bdtr(min(better, worse), better + worse, 0.5)))
    return {"better": better, "worse": worse, "p": p}


def share_interval(hits: float, events: float, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a share (Clopper and Pearson 1934); NaN without events."""
    if events <= 0:
        return np.nan, np.nan
    tail = (1 - confidence) / 2
    low = 0.0 if hits <= 0 else float(betaincinv(hits, events - hits + 1, tail))
    high = 1.0 if hits >= events else float(betaincinv(hits + 1, events - hits, 1 - tail))
    return low, high


def _score_json(score: Score, folds: Sequence[Fold], whole: float) -> dict[str, object]:
    used = sum(fold.events > 0 for fold in folds)
    ground = score.share * whole * used
    per = np.divide(score.hits, ground, out=np.full(len(ground), np.nan), where=ground > 0)
    interval = [share_interval(float(hits), score.events) for hits in score.hits]
    return {
        "events": score.events,
        "share": score.share.tolist(),
        "hits": score.hits.tolist(),
        "hit_rate": score.hit_rate.tolist(),
        "hit_rate_interval": [list(each) for each in interval],
        "pai": score.pai.tolist(),
        "pai_best": score.best_pai.tolist(),
        "pei": score.pei.tolist(),
        "rri": score.rri.tolist(),
        "hits_per_km": per.tolist(),
    }
