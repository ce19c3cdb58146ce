"""What is believed about the response before any history, and why.

    leads = level · season · ((1 − Σ driven) + Σ driven · (adstock / usual)^alpha · (effort / usual)^beta)

    (driven_1 … driven_J, 1 − Σ driven)  ~ Dirichlet(2/J … 2/J, 2)   share that spend and hours bring
    (alpha, beta, 1 − alpha − beta)      ~ Dirichlet(3, 3, 2)         alpha + beta ≤ 1: more helps less
    alpha or beta alone                  ~ Beta(3, 5)                 where the other input is not known
    decay                                ~ Beta(2, 2)                 what is left of adstock after a week

Long-run elasticity of leads to spend is driven · alpha: prior mean .19, 80 % between .05 and .35.

- Advertising elasticity, short-term mean .12, long-term .24: Sethuraman, Tellis and Briesch (2011), 751
  and 402 estimates. A minority of the estimates lies above .5, which this prior leaves room for.
- Carry-over: short-term .22 and implied long-term .41 in Assmus, Farley and Lehmann (1984) make
  1 − .22/.41 = .46 of the effect come later; .5 in Sethuraman et al. Those are brands that sell to
  consumers, often by the month: decay is left wide around .5 (a half-life of one week).
- Personal selling effort has a mean elasticity of .34: Albers, Mantrala and Sridhar (2010). Of hours spent
  on finding leads no such study is known here; beta is believed to be as alpha is.

All blocks are Dirichlet, and are searched on additive log-ratios φ_i = log(p_i / p_last), where
log density(φ) = Σ a_i log p_i + constant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, polygamma

__all__ = ["DriverShape", "ResponsePrior"]

Array = NDArray[np.float64]

_DRIVEN, _REST = 2.0, 2.0
_ALPHA, _BETA, _SLACK = 3.0, 3.0, 2.0
_DECAY = (2.0, 2.0)


@dataclass(frozen=True, slots=True)
class DriverShape:
    """What is known of one driver: its spend, the hours, or both (neither: it drives nothing)."""

    spend: bool
    hours: bool


@dataclass(frozen=True)
class ResponsePrior:
    """The prior of one outcome and its drivers, as Dirichlet blocks.

    `sample` and `values` agree on columns: driven, alpha, beta, decay, each (n × drivers).
    """

    drivers: Sequence[DriverShape]

    @cached_property
    def blocks(self) -> list[Array]:
        """Concentrations: driven shares first, then each driver's elasticities and decay."""
        count = len(self.drivers)
        blocks = [np.array([_DRIVEN / count] * count + [_REST])]
        for driver in self.drivers:
            blocks.append(_elasticities(driver))
            if driver.spend:
                blocks.append(np.array(_DECAY))
        return blocks

    @property
    def size(self) -> int:
        """Number of free coordinates."""
        return sum(len(block) - 1 for block in self.blocks)

    def sample(self, rng: np.random.Generator, count: int) -> Array:
        """φ drawn from the prior: count × size."""
        parts = []
        for block in self.blocks:
            gammas = np.maximum(rng.gamma(block, 1.0, (count, len(block))), 1e-12)
            parts.append(np.log(gammas[:, :-1] / gammas[:, -1:]))
        return np.concatenate(parts, axis=1)

    def log_density(self, phi: Array) -> Array:
        """Log prior density of φ (n × size): (n,)."""
        total = np.zeros(len(phi))
        for block, logs in zip(self.blocks, self._log_shares(phi), strict=True):
            total += logs @ block + gammaln(block.sum()) - gammaln(block).sum()
        return total

    def values(self, phi: Array) -> dict[str, Array]:
        """The parameters at φ: name → n × drivers; elasticities of inputs not known are 0."""
        shares = [np.exp(logs) for logs in self._log_shares(phi)]
        out = {name: np.zeros((len(phi), len(self.drivers))) for name in ("driven", "alpha", "beta", "decay")}
        out["driven"] = shares[0][:, :-1]
        at = 1
        for number, driver in enumerate(self.drivers):
            elasticity = shares[at]
            if driver.spend:
                out["alpha"][:, number] = elasticity[:, 0]
                out["decay"][:, number] = shares[at + 1][:, 0]
            if driver.hours:
                out["beta"][:, number] = elasticity[:, 1 if driver.spend else 0]
            at += 2 if driver.spend else 1
        return out

    def variances(self) -> dict[str, Array]:
        """Prior variances by name: (drivers,); 0 where a parameter is fixed."""
        return self._moments(_variance)

    def log_elasticity_variance(self, power: str) -> Array:
        """Prior variance of log(driven · alpha) or log(driven · beta): (drivers,); 0 where there is none."""
        log_power = self._moments(_log_variance)[power]
        log_driven = _log_variance(self.blocks[0])[:-1]
        return np.where(log_power > 0, log_driven + log_power, 0.0)

    def _moments(self, moment: Callable[[Array], Array]) -> dict[str, Array]:
        count = len(self.drivers)
        out = {name: np.zeros(count) for name in ("driven", "alpha", "beta", "decay")}
        out["driven"][:] = moment(self.blocks[0])[:-1]
        for number, driver in enumerate(self.drivers):
            powers = moment(_elasticities(driver))
            if driver.spend:
                out["alpha"][number] = powers[0]
                out["decay"][number] = moment(np.array(_DECAY))[0]
            if driver.hours:
                out["beta"][number] = powers[1 if driver.spend else 0]
        return out

    def _log_shares(self, phi: Array) -> list[Array]:
        """Log of each block's shares: n × parts."""
        out, at = [], 0
        for block in self.blocks:
            free = len(block) - 1
            logits = np.concatenate([phi[:, at : at + free], np.zeros((len(phi), 1))], axis=1)
            top = logits.max(axis=1, keepdims=True)
            out.append(logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True)))
            at += free
        return out


def _elasticities(driver: DriverShape) -> Array:
    if driver.spend and driver.hours:
        return np.array([_ALPHA, _BETA, _SLACK])
    return np.array([_ALPHA, _BETA + _SLACK])


def _variance(block: Array) -> Array:
    mean = block / block.sum()
    return np.asarray(mean * (1.0 - mean) / (block.sum() + 1.0))


def _log_variance(block: Array) -> Array:
    return np.asarray(polygamma(1, block) - polygamma(1, block.sum()))
