"""The documentation is run: its commands work, its links lead somewhere, nothing is left out of it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.companies import contacts_csv, deals_csv
from unslump.cli.reference import command_names, reference_pages

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
GUIDES = [ROOT / "README.md", *sorted((DOCS / "guides").glob("*.md"))]
OLIST = Path(os.environ.get("UNSLUMP_SHARED_DATA", ROOT.parent / "shared" / "data")) / "olist"


def blocks(page: Path, language: str) -> Iterator[str]:
    yield from re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def commands(page: Path) -> list[list[str]]:
    """Every `unslump …` line of the page's shell blocks, without its comment."""
    lines = (line for block in blocks(page, "sh") for line in block.replace("\\\n", " ").splitlines())
    return [shlex.split(line, comments=True) for line in lines if line.startswith("unslump ")]


def follow(page: Path, folder: Path) -> list[str]:
    """Do in `folder` what the page says, and return what each command printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("UNSLUMP_")}
    printed = []
    for block in blocks(page, "yaml"):
        named = re.match(r"# (\S+/company\.yaml)\n", block)
        if named:
            (folder / named[1]).parent.mkdir(exist_ok=True)
            (folder / named[1]).write_text(block)
    for command in commands(page):
        ran = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, f"{shlex.join(command)}\n{ran.stdout}{ran.stderr}"
        printed.append(ran.stdout)
    return printed


def exports(folder: Path) -> None:
    """The files a reader of the guides has at hand."""
    (folder / "contacts.csv").write_text(contacts_csv())
    (folder / "deals.csv").write_text(deals_csv())
    (folder / "anfragen.csv").write_text("Kundennr;Eingang;Kanal\n1;21.05.2024;Messe\n2;3.6.2024;Anzeige\n")


def test_every_command_is_shown_in_use() -> None:
    used = {command[1] for page in GUIDES for command in commands(page)}
    named = {name.split()[0] for name in command_names()}
    shown = " ".join(page.read_text("utf-8") for page in GUIDES)
    assert used <= named
    # demo is shown as make demo; serve and account are shown, but a server does not end by itself.
    assert named - used <= {"demo", "serve", "account"}
    assert all(words in shown for words in ("make demo", "unslump serve", "unslump account add"))


@pytest.mark.parametrize("name", ["commands.md", "tables.md"])
def test_the_reference_is_current(name: str) -> None:
    page = (DOCS / "reference" / name).read_text("utf-8")
    assert page == reference_pages()[name], "run: .venv/bin/python -m unslump.cli.reference docs/reference"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_every_page_is_found_from_the_readme() -> None:
    found, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        found.add(page)
        targets = re.findall(r"\]\(([^)#\s]+\.md)", page.read_text("utf-8"))
        here = [(page.parent / target).resolve() for target in targets if "://" not in target]
        waiting += [target for target in here if target not in found]
    guides = set((DOCS / "guides").glob("*.md"))
    assert guides <= found
    for guide in guides:  # a reader of one guide finds another
        assert any(other.name in guide.read_text("utf-8") for other in guides - {guide})


def test_the_picture_is_small() -> None:
    assert (DOCS / "pictures" / "report.png").stat().st_size < 300_000


@pytest.mark.slow
def test_the_readme_is_true(tmp_path: Path) -> None:
    exports(tmp_path)
    follow(ROOT / "README.md", tmp_path)
    assert (tmp_path / "brightline-q3.html").is_file()
    (program,) = blocks(ROOT / "README.md", "python")
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    asked = ["check", "-w", "brightline", "--period", "2026-Q3", "--amount", "120000", "--json"]
    told = subprocess.run(
        [sys.executable, "-m", "unslump", *asked], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith(json.loads(told.stdout)["sentence"])  # three faces, one answer


@pytest.mark.slow
def test_the_guide_to_your_own_data_is_true(tmp_path: Path) -> None:
    exports(tmp_path)
    (mapping,) = (block for block in blocks(DOCS / "guides" / "your-own-data.md", "yaml") if "file:" in block)
    (tmp_path / "mapping.yaml").write_text(mapping)
    follow(DOCS / "guides" / "your-own-data.md", tmp_path)


@pytest.mark.slow
def test_the_guide_to_planning_is_true(tmp_path: Path) -> None:
    exports(tmp_path)
    printed = follow(DOCS / "guides" / "planning.md", tmp_path)
    assert any("What one more is worth today" in text for text in printed)


@pytest.mark.real
def test_the_olist_guide_is_true(tmp_path: Path) -> None:
    """Its commands work, its facts are counted, and its ranges are those of today within a fifth."""
    if not OLIST.is_dir():
        pytest.skip(f"the Olist files are not in {OLIST}")
    page = DOCS / "guides" / "olist.md"
    for file in (*OLIST.glob("*.csv"), DOCS / "guides" / "olist.yaml"):
        shutil.copy(file, tmp_path)
    printed = follow(page, tmp_path)
    looked_back = next(text for text in printed if text.startswith("Looking back"))
    row = re.compile(r"(\d+ \w+ 2018) +([\d,]+)–([\d,]+) deals +([\d,]+) deals")
    told = {
        day: rest for day, *rest in row.findall(next(b for b in blocks(page, "text") if "Looking back" in b))
    }
    now = {day: rest for day, *rest in row.findall(looked_back)}
    assert told.keys() == now.keys()
    for day, (low, high, came) in told.items():
        assert came == now[day][2]
        for then, today in zip((low, high), now[day], strict=False):
            assert abs(number(today) - number(then)) <= 0.2 * number(then) + 5, day


def number(text: str) -> float:
    return float(text.replace(",", ""))
