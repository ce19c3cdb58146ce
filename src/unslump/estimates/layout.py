"""Which parameter stands where in a stage's vector, and what pools it."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Block", "Layout"]


@dataclass(frozen=True, slots=True)
class Block:
    """A run of parameters: `start : start + size` of the vector.

    `spread` names the σ that pools them ("" for a fixed normal prior with `mean` and `sd`); a
    `walk` is a random walk whose first element has the fixed prior.
    """

    name: str
    start: int
    size: int
    spread: str = ""
    mean: float = 0.0
    sd: float = 1.0
    walk: bool = False

    @property
    def slice(self) -> slice:
        """Where the block stands in the vector."""
        return slice(self.start, self.start + self.size)


@dataclass
class Layout:
    """All blocks, one after another."""

    blocks: list[Block] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Length of the parameter vector."""
        return self.blocks[-1].start + self.blocks[-1].size if self.blocks else 0

    def add(self, name: str, size: int, **prior: object) -> Block:
        """Append a block."""
        block = Block(name, self.size, size, **prior)  # type: ignore[arg-type]
        self.blocks.append(block)
        return block

    def __getitem__(self, name: str) -> Block:
        block = self.get(name)
        if block is None:
            raise KeyError(name)
        return block

    def get(self, name: str) -> Block | None:
        """The block called `name`, or None."""
        return next((block for block in self.blocks if block.name == name), None)
