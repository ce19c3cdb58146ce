"""Who finds and who closes, as one would work it out without pooling, or with statsmodels' mixed models.

    raw rates       leads found / logged hours; won leads / owned leads (half a lead added)
    own fit         a coefficient a person in a GLM with channel, segment and four-week block
    mixed GLM       the same with people as random effects: PoissonBayesMixedGLM, BinomialBayesMixedGLM

Each gives draws of the log rate (finders) or log-odds (closers), people in the order of `KnownPeople`,
so that all are judged alike. Finders are held against log hours: as an offset in the GLM, as a
covariate in the mixed model, which takes no offset.
"""

from __future__ import annotations

import warnings
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unslump.history.snapshot import Snapshot

__all__ = ["PEERS", "KnownPeople", "MixedGlm", "OwnFit", "RawRates", "SkillPeer", "known_people"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

BLOCK = 4  # weeks
_HALF = 0.5


@dataclass(frozen=True)
class KnownPeople:
    """All a peer is shown, of the people who are judged.

    Attributes:
        finds: leads found, finders × channels × blocks.
        hours: marketing hours, finders × blocks.
        owner, channel, segment, block: of each lead with a judged owner, as codes: (leads,).
        won: whether the lead has been won so far: (leads,).
        closers: number of judged owners.
    """

    finds: Array
    hours: Array
    owner: Ints
    channel: Ints
    segment: Ints
    block: Ints
    won: NDArray[np.bool_]
    closers: int


def known_people(
    snapshot: Snapshot, finds: Array, hours: Array, first_week: np.datetime64, closers: tuple[str, ...]
) -> KnownPeople:
    """Leads from the snapshot; `finds` (finders × channels × weeks) and `hours` (finders × weeks) by week."""
    leads, deals = snapshot.table("leads"), snapshot.table("deals")
    won = deals.filter((deals.outcome == "won") & deals.lead_id.notnull())
    won = won.select(key=won.lead_id).distinct()
    rows = leads.left_join(won, leads.lead_id == won.key)
    table = rows.select("owner", "channel", "segment", "created_at", won=rows.key.notnull()).to_pyarrow()
    place = {name: code for code, name in enumerate(closers)}
    owner = np.array([place.get(name, -1) for name in table["owner"].to_pylist()])
    day = table["created_at"].to_numpy().astype("datetime64[D]")
    kept = (owner >= 0) & ~np.isnat(day)

    def codes(name: str) -> Ints:
        values = np.array([value or "" for value in table[name].to_pylist()])
        return np.asarray(np.unique(values, return_inverse=True)[1])[kept]

    return KnownPeople(
        finds=_blocks(finds),
        hours=_blocks(hours),
        owner=owner[kept],
        channel=codes("channel"),
        segment=codes("segment"),
        block=((day[kept] - first_week).astype(np.int64) // (7 * BLOCK)),
        won=table["won"].to_numpy(zero_copy_only=False).astype(bool)[kept],
        closers=len(closers),
    )


def _blocks(weekly: Array) -> Array:
    padded = np.pad(weekly, [(0, 0)] * (weekly.ndim - 1) + [(0, -weekly.shape[-1] % BLOCK)])
    blocks = padded.shape[-1] // BLOCK
    return np.asarray(padded.reshape(*padded.shape[:-1], blocks, BLOCK).sum(axis=-1))


class SkillPeer(ABC):
    """Another way to tell who finds and who closes."""

    name: str
    needs = ""  # a module that must be importable

    @abstractmethod
    def finders(self, known: KnownPeople, rng: np.random.Generator, draws: int) -> Array:
        """Log of the leads found an hour: draws × finders."""

    @abstractmethod
    def closers(self, known: KnownPeople, rng: np.random.Generator, draws: int) -> Array:
        """Log-odds of a win: draws × closers."""


class RawRates(SkillPeer):
    """What a spreadsheet says, with the usual standard errors."""

    name = "raw rates"

    def finders(self, known: KnownPeople, rng: np.random.Generator, draws: int) -> Array:
        """See SkillPeer."""
        found = known.finds.sum(axis=(1, 2)) + _HALF
        mean = np.log(found / np.maximum(known.hours.sum(axis=1), 1e-9))
        return _normal(mean, np.diag(1.0 / found), rng, draws)

    def closers(self, known: KnownPeople, rng: np.random.Generator, draws: int) -> Array:
        """See SkillPeer."""
        owned = np.bincount(known.owner, minlength=known.closers)
        won = np.bincount(known.owner, known.won, minlength=known.closers) + _HALF
        lost = owned - won + 2 * _HALF
        return _normal(np.log(won / lost), np.diag(1.0 / won + 1.0 / lost), rng, draws)


class OwnFit(SkillPeer):
    """A coefficient a person, nobody pooled with anybody."""

    name = "own fit"
    needs = "statsmodels"

    def finders(self, known: KnownPeople, rng: np.random.Generator, draws: int) -> Array:
        """See SkillPeer."""
        import statsmodels.api as sm

        cells = _find_cells(known)
        exog = np.hstack([cells.person, cells.covariates])
        model = sm.GLM(cells.found, exog, family=sm.families.Poisson(), offset=cells.log_hours)
        return _of_glm(model, cells.person.shape[1], rng, draws)

    def closers(self, known: KnownPeople, rng: np.random.Generator, draws: int) -> Array:
        """See SkillPeer; half a win and half a loss a person keep whoever won nothing finite."""
        import statsmodels.api as sm

        person = _dummies(known.owner, known.closers)
        covariates = _lead_covariates(known)
        size, width = known.closers, covariates.shape[1]
        added = np.hstack([np.eye(size), np.zeros((size, width))])
        exog = np.vstack([np.hstack([person, covariates]), added, added])
        won = np.concatenate([known.won, np.ones(size), np.zeros(size)])
        weights = np.concatenate([np.ones(len(known.won)), np.full(2 * size, _HALF)])
        model = sm.GLM(won, exog, family=sm.families.Binomial(), freq_weights=weights)
        return _of_glm(model, size, rng, draws)


class MixedGlm(SkillPeer):
    """People as random effects, fitted by variational Bayes with the library's own priors."""

    name = "mixed GLM"
    needs = "statsmodels"

    def finders(self, known: KnownPeople, rng: np.random.Generator, draws: int) -> Array:
        """See SkillPeer."""
        from statsmodels.genmod.bayes_mixed_glm import PoissonBayesMixedGLM

        cells = _find_cells(known)
        exog = np.column_stack(
            [np.ones(len(cells.found)), cells.log_hours - cells.log_hours.mean(), cells.covariates]
        )
        return _of_mixed(PoissonBayesMixedGLM, cells.found, exog, cells.person, rng, draws)

    def closers(self, known: KnownPeople, rng: np.random.Generator, draws: int) -> Array:
        """See SkillPeer."""
        from statsmodels.genmod.bayes_mixed_glm import BinomialBayesMixedGLM

        exog = np.column_stack([np.ones(len(known.won)), _lead_covariates(known)])
        person = _dummies(known.owner, known.closers)
        return _of_mixed(BinomialBayesMixedGLM, known.won.astype(float), exog, person, rng, draws)


PEERS: tuple[SkillPeer, ...] = (RawRates(), OwnFit(), MixedGlm())


@dataclass(frozen=True)
class _FindCells:
    """A row for each finder, channel and block with hours."""

    found: Array
    log_hours: Array
    person: Array
    covariates: Array


def _find_cells(known: KnownPeople) -> _FindCells:
    people, channels, blocks = known.finds.shape
    person, channel, block = (axis.ravel() for axis in np.indices(known.finds.shape))
    worked = known.hours[person, block] > 0
    used = known.finds.sum(axis=(0, 2)) > 0
    kept = worked & used[channel]
    person, channel, block = person[kept], channel[kept], block[kept]
    covariates = np.hstack([_contrasts(channel, channels), _contrasts(block, blocks)])
    return _FindCells(
        known.finds[person, channel, block],
        np.log(known.hours[person, block]),
        _dummies(person, people),
        covariates,
    )


def _lead_covariates(known: KnownPeople) -> Array:
    return np.hstack([_contrasts(codes, int(codes.max(initial=0)) + 1)
                      for codes in (known.channel, known.segment, known.block)])  # fmt: skip


def _dummies(codes: Ints, size: int) -> Array:
    return np.asarray(codes[:, None] == np.arange(size), dtype=float)


def _contrasts(codes: Ints, size: int) -> Array:
    """Dummies of all labels seen but the first, centred."""
    dummies = _dummies(codes, size)
    dummies = dummies[:, dummies.any(axis=0)][:, 1:]
    return np.asarray(dummies - dummies.mean(axis=0))


def _of_glm(model: Any, people: int, rng: np.random.Generator, draws: int) -> Array:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a channel without a win runs off; people's contrasts do not
        fit = model.fit()
    return _normal(fit.params[:people], np.asarray(fit.cov_params())[:people, :people], rng, draws)


def _of_mixed(
    model: Any, y: Array, exog: Array, person: Array, rng: np.random.Generator, draws: int
) -> Array:
    seed = int(rng.integers(2**31))
    with np.errstate(over="ignore", invalid="ignore"):  # its line search tries steps that are too long
        fit = model(y, exog, person, np.zeros(person.shape[1], dtype=int)).fit_vb(rng=seed)
    return _normal(fit.vc_mean, np.diag(np.asarray(fit.vc_sd) ** 2), rng, draws)


def _normal(mean: Array, covariance: Array, rng: np.random.Generator, draws: int) -> Array:
    return np.asarray(rng.multivariate_normal(mean, covariance, size=draws, check_valid="ignore"))
