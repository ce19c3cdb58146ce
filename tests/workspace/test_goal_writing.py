"""Goals into company.yaml: all else stays byte for byte, nobody's change is lost, no half file is left."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

import unslump
from unslump.business.company import Company
from unslump.business.goals import Goal
from unslump.errors import ChangedMeanwhile, QuestionError, StoreError
from unslump.workspace import Workspace

TEXT = """\
# ours; keep this line
company: Brightline
currency: EUR

segments:
  Metal:   # foundries
goals:     # by quarter
  Spring: {period: 2026-Q2, amount: 120000, measure: bookings}   # the bank asked for it
  Summer: {period: 2026-Q3, amount: 30, measure: deals}
people:
  Ana: {hats: {sales: 90%}}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "company.yaml").write_text(TEXT, encoding="utf-8")
    return unslump.open(tmp_path)


def text(workspace: Workspace) -> str:
    return (workspace.directory / "company.yaml").read_text(encoding="utf-8")


def test_a_new_goal_is_one_line_more(workspace: Workspace) -> None:
    workspace.set_goal(Goal.parse("Autumn", "2026-Q4", 1e15), seen=workspace.company_seen)
    kept = text(workspace).splitlines()
    for line in TEXT.splitlines():
        assert line in kept
    assert workspace.company is not None
    assert workspace.company.goal("Autumn").amount == 1e15


def test_a_changed_goal_keeps_its_comment_and_its_place(workspace: Workspace) -> None:
    new = Goal.parse("Spring", "2026-Q2", 150_000)
    workspace.set_goal(new, was="Spring", seen=workspace.company_seen)
    assert text(workspace) == TEXT.replace("120000", "150000")


def test_the_same_goal_again_changes_nothing(workspace: Workspace) -> None:
    workspace.set_goal(Goal.parse("Spring", "2026-Q2", 120_000), was="Spring", seen=workspace.company_seen)
    assert text(workspace) == TEXT


def test_a_goal_is_taken_out_alone(workspace: Workspace) -> None:
    workspace.remove_goal("summer", seen=workspace.company_seen)
    assert text(workspace) == TEXT.replace("  Summer: {period: 2026-Q3, amount: 30, measure: deals}\n", "")


def test_who_did_not_see_the_last_change_writes_nothing(workspace: Workspace) -> None:
    seen = workspace.company_seen
    (workspace.directory / "company.yaml").write_text(TEXT + "# by hand\n", encoding="utf-8")
    with pytest.raises(ChangedMeanwhile, match="changed since you read it"):
        workspace.set_goal(Goal.parse("Autumn", "2026-Q4", 5), seen=seen)
    with pytest.raises(ChangedMeanwhile):
        workspace.remove_goal("Spring", seen=seen)
    assert text(workspace) == TEXT + "# by hand\n"


def test_of_many_at_once_one_writes_and_the_others_are_told(workspace: Workspace) -> None:
    seen, told, wrote = workspace.company_seen, [], []

    def write(number: int) -> None:
        try:
            unslump.open(workspace.directory).set_goal(Goal.parse(f"G{number}", "2026-Q4", 5), seen=seen)
            wrote.append(number)
        except ChangedMeanwhile:
            told.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(wrote), len(told)) == (1, 7)
    assert workspace.company is not None
    assert [g.name for g in workspace.company.goals] == ["Spring", "Summer", f"G{wrote[0]}"]
    assert sorted(p.name for p in workspace.directory.iterdir() if "company" in p.name) == [
        ".company.lock",
        "company.yaml",
    ]


def test_names_and_segments_that_cannot_be(workspace: Workspace) -> None:
    from dataclasses import replace

    plain = Goal.parse("Autumn", "2026-Q4", 5)
    for goal, was, said in (
        (replace(plain, name=" "), None, "a name of its own"),
        (replace(plain, name="a\nb"), None, "a name of its own"),
        (replace(plain, name="SPRING"), None, "already"),
        (replace(plain, name="Summer"), "Spring", "already"),
        (replace(plain, segments=("Wood",)), None, "no segment 'Wood'"),
    ):
        with pytest.raises(QuestionError, match=said):
            workspace.set_goal(goal, was=was, seen=workspace.company_seen)
    assert text(workspace) == TEXT


def test_a_link_stays_a_link_and_rights_stay(workspace: Workspace, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.yaml"
    path = workspace.directory / "company.yaml"
    path.rename(real)
    real.chmod(0o640)
    path.symlink_to(real)
    workspace.set_goal(Goal.parse("Autumn", "2026-Q4", 5), seen=workspace.company_seen)
    assert path.is_symlink()
    assert "Autumn" in real.read_text(encoding="utf-8")
    assert real.stat().st_mode & 0o777 == 0o640


def test_without_a_company_there_is_nowhere_to_write(tmp_path: Path) -> None:
    workspace = unslump.open(tmp_path)
    assert workspace.company_seen == "none"
    with pytest.raises(QuestionError, match=r"no company\.yaml yet"):
        workspace.set_goal(Goal.parse("Autumn", "2026-Q4", 5), seen="none")


def test_a_disk_that_refuses_is_told_and_the_file_is_whole(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("unslump.workspace.company_writing.os.fsync", refuse)
    with pytest.raises(StoreError, match="No space left"):
        workspace.set_goal(Goal.parse("Autumn", "2026-Q4", 5), seen=workspace.company_seen)
    assert text(workspace) == TEXT
    assert not list(workspace.directory.glob(".company-*"))


def test_windows_lines_and_a_mark_stay(tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    (tmp_path / "company.yaml").write_bytes(raw)
    workspace = unslump.open(tmp_path)
    workspace.set_goal(Goal.parse("Spring", "2026-Q2", 150_000), was="Spring", seen=workspace.company_seen)
    assert (tmp_path / "company.yaml").read_bytes() == raw.replace(b"120000", b"150000")
    assert isinstance(workspace.company, Company)
