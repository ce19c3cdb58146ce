"""unslump orders: what is owed, what happens to an order, and what cannot have happened."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_json import holds
from tests.workspace.order_company import make_order_company


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_order_company(tmp_path_factory.mktemp("orders") / "brightline")


@pytest.fixture
def place(untouched: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(untouched, tmp_path / "brightline"))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    (tmp_path / "company.yaml").write_text("company: Harbour\ncurrency: EUR\n")
    return tmp_path


NEW = (
    "--customer", "Harbour Foods", "--on", "2026-03-01", "--deliver-by", "2026-03-20",
    "--line", "Set-up = 700", "--line", "Seats = 300; 3 pieces; by 2026-04-20",
    "--instalment", "40 % by 2026-03-10", "--instalment", "60 % by 2026-04-30",
)  # fmt: skip


def test_the_list_says_what_is_owed_in_both_forms(run: Run, place: Path) -> None:
    answer = run("orders", "-w", place, "--json").json
    holds(answer, "orders")
    assert answer["as_of"] == "2025-03-31"
    ran = run("orders", "-w", place)
    assert " ".join(answer["sentence"].split()) in ran.words
    first = answer["payments"][0]
    assert first["order_id"] in ran.words
    assert "settled" in ran.words
    assert "and" in ran.words
    everything = run("orders", "-w", place, "--all")
    assert all(each["order_id"] in everything.out for each in answer["payments"])
    assert "--all" not in everything.out


def test_as_of_an_earlier_day_only_what_was_known_counts(run: Run, place: Path) -> None:
    then = run("orders", "-w", place, "--as-of", "2024-09-30", "--json").json
    now = run("orders", "-w", place, "--json").json
    assert then["as_of"] == "2024-09-30"
    assert then["orders"] < now["orders"]
    assert all(each["written"] is False for each in then["payments"])


def test_the_life_of_an_order_without_any_import(run: Run, empty: Path) -> None:
    new = run("orders", "new", "A-17", "-w", empty, *NEW, "--by", "Ana", "--json").json
    holds(new, "order")
    assert (new["ordered"], new["status"], new["written"], new["version"]) == ("1000.00", "signed", True, 1)
    steps = [
        ("pay", "A-17", "--amount", "400", "--reference", "RF18", "--on", "2026-03-09"),
        ("deliver", "A-17", "--line", "1", "--on", "2026-03-18"),
        ("deliver", "A-17", "--line", "2", "--pieces", "1", "--on", "2026-03-19"),
        ("credit", "A-17", "--amount", "50", "--reason", "scratched", "--on", "2026-03-20"),
        ("deliver", "A-17", "--on", "2026-04-25"),
        ("pay", "A-17", "--on", "2026-05-04", "--reference", "RF19"),
    ]
    for step in steps:
        ran = run("orders", *step, "-w", empty, "--by", "Ben")
        assert ran.code == 0, ran.err
    shown = run("orders", "show", "A-17", "-w", empty)
    assert "Order A-17 of Harbour Foods, 950 EUR, is settled: nobody owes anything." in shown.words
    assert "4. 19 March 2026: delivered: 100 EUR of line 2 (1 piece); recorded by Ben on" in shown.words
    late = run("orders", "-w", empty, "--as-of", "2026-04-22", "--json").json
    assert [(each["what"], each["amount"], each["days_late"]) for each in late["deliveries"]] == [
        ("Seats", "200.00", 2)
    ]
    assert [(each["amount"], each["due"]) for each in late["payments"]] == [("550.00", "2026-04-30")]
    assert run("orders", "-w", empty).words.startswith("As of 4 May 2026: The company owes no delivery.")


def test_an_order_paid_twice_is_refused_and_one_may_say_that_it_is_another(run: Run, empty: Path) -> None:
    run("orders", "new", "A-17", "-w", empty, *NEW)
    pay = ("orders", "pay", "A-17", "-w", empty, "--on", "2026-03-09")
    assert run(*pay, "--amount", "400", "--reference", "RF18", "--by", "Ana").code == 0
    twice = run(*pay, "--amount", "400", "--reference", "rf18", "--by", "Ben")
    assert twice.code == 2
    assert "recorded by Ana" in twice.err
    assert "orders correct A-17 2" in twice.err
    more = run(*pay, "--amount", "700", "--reference", "RF19", "--json")
    assert more.code == 2
    assert "600 EUR is owed" in more.json["error"]
    assert "--over" in more.json["hint"]
    over = run(*pay, "--amount", "700", "--reference", "RF19", "--over", "--json").json
    assert (over["owed"], over["to_return"]) == ("0.00", "100.00")
    assert (
        run("orders", "refund", "A-17", "-w", empty, "--json", "--on", "2026-03-11").json["to_return"]
        == "0.00"
    )


def test_a_mistake_is_taken_back_and_stays_in_the_history(run: Run, empty: Path) -> None:
    run("orders", "new", "A-17", "-w", empty, *NEW)
    run("orders", "pay", "A-17", "-w", empty, "--amount", "400", "--on", "2026-03-09")
    back = run("orders", "correct", "A-17", "2", "--reason", "it was for A-18", "-w", empty, "--json").json
    assert [(event["kind"], event["stands"]) for event in back["events"]] == [
        ("signed", True), ("paid", False), ("corrected", True),
    ]  # fmt: skip
    assert back["owed"] == "1000.00"
    gone = run("orders", "correct", "A-17", "1", "--reason", "never signed", "-w", empty)
    assert gone.code == 0
    assert "its signing was taken back" in gone.words
    assert run("orders", "-w", empty, "--as-of", "2026-03-31", "--json").json["orders"] == 0


def test_two_who_saw_the_same_version_do_not_write_over_each_other(run: Run, empty: Path) -> None:
    run("orders", "new", "A-17", "-w", empty, *NEW)
    first = run("orders", "pay", "A-17", "--amount", "5", "--seen", "1", "--on", "2026-03-09", "-w", empty,
                "--by", "Ana", "--json")  # fmt: skip
    assert first.json["version"] == 2
    second = run(
        "orders", "cancel", "A-17", "--reason", "x", "--seen", "1", "-w", empty, "--on", "2026-03-09"
    )
    assert second.code == 2
    assert "changed by Ana" in second.err


def test_an_imported_order_is_taken_over_by_its_first_event(run: Run, place: Path) -> None:
    owed = run("orders", "-w", place, "--json").json["payments"][-1]
    number = owed["order_id"]
    before = run("orders", "show", number, "-w", place)
    assert "Only imported so far" in before.words
    paid = run("orders", "pay", number, "-w", place, "--amount", "100", "--on", "2025-03-31", "--json").json
    assert paid["written"]
    assert paid["events"][0]["by"] == "the import"
    assert float(paid["owed"]) == pytest.approx(float(owed["amount"]) - 100)
    listed = run("orders", "-w", place)
    assert f"{number}*" in listed.out
    assert "* written here: 1 order." in listed.words


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "B-1"), "There is no order 'B-1', neither written nor imported"),
        (("pay", "B-1"), "no order 'B-1'"),
        (("pay", "A-17", "--amount", "1.500"), "reads two ways"),
        (("pay", "A-17", "--amount", "-5", "--on", "2026-03-09"), "give an amount above 0"),
        (("pay", "A-17", "--on", "2099-01-01"), "has not come yet"),
        (("pay", "A-17", "--on", "May"), "--on 'May' is not a day"),
        (("deliver", "A-17", "--on", "2026-02-28"), "was signed on 1 March 2026"),
        (("deliver", "A-17", "--amount", "5", "--on", "2026-03-09"), "Which line of A-17"),
        (("deliver", "A-17", "--line", "7", "--on", "2026-03-09"), "Nothing of A-17 is left|no line 7"),
        (("deliver", "A-17", "--line", "2", "--pieces", "4", "--on", "2026-03-09"), "only 300 EUR is left"),
        (("deliver", "A-17", "--line", "2", "--pieces", "4", "--share", "5 %"), "not several of them"),
        (("credit", "A-17", "--amount", "1001", "--reason", "x", "--on", "2026-03-09"), "costs 1,000 EUR"),
        (("credit", "A-17", "--amount", "10", "--on", "2026-03-09"), "needs a reason"),
        (("refund", "A-17", "--on", "2026-03-09"), "0 EUR is to be returned"),
        (("cancel", "A-17", "--on", "2026-03-09"), "needs a reason"),
        (("correct", "A-17", "9", "--reason", "x"), "no event 9"),
        (
            ("new", "A-17", "--customer", "x", "--amount", "5"),
            "was signed already on 1 March 2026, recorded by",
        ),
        (("new", "B-1", "--customer", "x"), "What does B-1 cost"),
        (("new", "B-1", "--amount", "5"), "Who ordered B-1"),
        (("new", " ", "--customer", "x", "--amount", "5"), "is no order number"),
        (
            ("new", "B-1", "--customer", "x", "--amount", "5", "--currency", "usd"),
            "in USD, and the company counts",
        ),
        (("new", "B-1", "--customer", "x", "--amount", "0"), "worth nothing"),
        (("new", "B-1", "--customer", "x", "--line", "y = 5", "--amount", "6"), "do not add up to --amount"),
    ],
)
def test_bad_input_is_told_in_words(run: Run, empty: Path, arguments: tuple[str, ...], words: str) -> None:
    run("orders", "new", "A-17", "-w", empty, *NEW)
    before = run("orders", "show", "A-17", "-w", empty, "--json").json
    ran = run("orders", *arguments, "-w", empty)
    assert ran.code == 2
    assert ran.out == ""
    assert re.search(words, ran.err), ran.err
    assert run("orders", "show", "A-17", "-w", empty, "--json").json == before


def test_a_deal_gives_its_order_customer_amount_and_seller(run: Run, place: Path) -> None:
    new = run(
        "orders",
        "new",
        "B-1",
        "--deal",
        "D458",
        "--customer",
        "Harbour",
        "--on",
        "2025-03-30",
        "-w",
        place,
        "--json",
    ).json
    assert (new["ordered"], new["seller"], new["lead_id"]) == ("4953.00", "Ana Ruiz", "L458")
    assert any("counts as won" in note for note in new["notes"])
    unknown = run(
        "orders", "new", "B-2", "--deal", "D0", "--customer", "Harbour", "--amount", "5", "-w", place
    )
    assert "The history has no deal D0" in unknown.words


def test_an_imported_number_cannot_be_signed_again(run: Run, place: Path) -> None:
    number = run("orders", "-w", place, "--json").json["payments"][0]["order_id"]
    ran = run("orders", "new", number, "-w", place, "--customer", "x", "--amount", "5")
    assert ran.code == 2
    assert "is an imported order already" in ran.err


def test_nothing_at_all_is_said_so(run: Run, empty: Path) -> None:
    ran = run("orders", "-w", empty)
    assert ran.code == 2
    assert "No order was signed here, and nothing was imported" in ran.err


def test_text_of_a_customer_cannot_steer_the_terminal(run: Run, empty: Path) -> None:
    ran = run("orders", "new", "A-1", "-w", empty, "--customer", "\x1b[31m[bold]Evil\u202e", "--amount", "5")
    assert "\x1b" not in ran.out
    assert "[bold]Evil" in ran.out
    assert json.loads(run("orders", "show", "A-1", "-w", empty, "--json").out)["customer"].startswith("\x1b")
