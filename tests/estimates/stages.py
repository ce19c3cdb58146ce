"""Small generated stages for these tests."""

import numpy as np

from bench.stages import StageTruth, draw_truth, generate
from unslump.history.cohorts import StageCohorts


def small_stage(
    seed: int,
    *,
    leads: int = 400,
    months: int = 8,
    endings: int = 2,
    family: str = "weibull",
    labels: dict[str, int] | None = None,
    last_day: int | None = None,
) -> tuple[StageCohorts, StageTruth]:
    """A stage of a few hundred prospects whose parameters come from the priors."""
    rng = np.random.default_rng(seed)
    labels = {"channel": 3, "segment": 2} if labels is None else labels
    truth = draw_truth(rng, months=months, labels=labels, family=family, endings=endings)
    cohorts, _ = generate(rng, truth, leads, last_day)
    return cohorts, truth


def plain_truth(
    *,
    months: int = 12,
    share: float = 0.2,
    lag_days: float = 40.0,
    channels: tuple[float, ...] = (0.0,),
    pace: dict[int, float] | None = None,
    lost: bool = False,
) -> StageTruth:
    """A steady stage: one share, one log-normal lag, effects of channels as told."""
    endings = 2 if lost else 1
    speed = np.ones(months + 4)
    for month, value in (pace or {}).items():
        speed[month] = value
    return StageTruth(
        family="lognormal",
        levels=np.full((endings, months), np.log(share / (1 - share * endings))),
        effects={"channel": np.tile(np.array(channels), (endings, 1)) * np.array([[1.0], [0.0]])[:endings]},
        log_scale=np.full((endings, len(channels)), np.log(lag_days)),
        log_shape=np.full(endings, 0.3),
        pace=speed,
    )
