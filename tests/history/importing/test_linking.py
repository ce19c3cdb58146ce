"""Links by id, else e-mail, else name; made anew on every import; the rest is counted."""

from __future__ import annotations

from importing.conftest import Desk

LEADS = (
    "id,created,name,email\n"
    "L1,2024-01-13,Ann Lee,ann@x.com\nL2,2024-01-14,Bo Ek,bo@x.com\nL3,2024-01-15,Cy Dee,cy@x.com\n"
    "L4,2024-01-16,Twin,twin@x.com\nL5,2024-01-17,Twin,twin@x.com\n"
)
DEALS = (
    "deal id,created,stage,lead id,email,contact\n"
    "D1,2024-02-13,won,L1,bo@x.com,Cy Dee\nD2,2024-02-14,won,gone,BO@X.COM,Cy Dee\n"
    "D3,2024-02-15,won,,,cy   DEE\nD4,2024-02-16,won,,,Twin\nD5,2024-02-17,won,,twin@x.com,\n"
    "D6,2024-02-18,won,,,\n"
)


def test_id_before_email_before_name(desk: Desk) -> None:
    report = desk.bring(desk.file("leads.csv", LEADS), desk.file("deals.csv", DEALS))
    linked = {row["deal_id"]: row["lead_id"] for row in desk.rows("deals")}
    assert linked == {"D1": "L1", "D2": "L2", "D3": "L3", "D4": None, "D5": None, "D6": None}
    (links,) = report.links
    assert (links.by_id, links.by_email, links.by_name, links.unlinked, links.silent) == (1, 1, 1, 2, 1)
    assert links.linked == 3


def test_leads_that_come_later_are_linked_then(desk: Desk) -> None:
    first = desk.text(DEALS, "deals.csv")
    assert first.links[0].linked == 0 and first.links[0].unlinked == 5
    second = desk.text(LEADS, "leads.csv")
    assert second.links[0].linked == 3 and second.changed
    assert {row["deal_id"]: row["lead_id"] for row in desk.rows("deals")}["D2"] == "L2"
    assert not desk.text(LEADS, "leads.csv").changed


def test_a_name_that_is_no_longer_unique_unlinks(desk: Desk) -> None:
    desk.bring(desk.file("leads.csv", LEADS), desk.file("deals.csv", DEALS))
    desk.text("id,created,name,email\nL9,2024-01-20,Cy Dee,other@x.com\n", "leads.csv")
    assert {row["deal_id"]: row["lead_id"] for row in desk.rows("deals")}["D3"] is None


def test_orders_and_activities_find_theirs(desk: Desk) -> None:
    orders = "order number,order date,deal name,amount\nA-1,2024-03-13,Big one,5\nA-2,2024-03-14,Nothing,6\n"
    tasks = "activity id,activity date,owner,lead id,deal id\n1,2024-02-20,Ann,L1,D1\n2,2024-02-21,Ann,,D9\n"
    deals = "deal id,deal name,created,stage\nD1,Big one,2024-02-13,won\n"
    report = desk.bring(
        desk.file("orders.csv", orders),
        desk.file("tasks.csv", tasks),
        desk.file("deals.csv", deals),
        desk.file("leads.csv", LEADS),
    )
    assert [row["deal_id"] for row in desk.rows("orders")] == ["D1", None]
    assert [(row["lead_id"], row["deal_id"]) for row in desk.rows("activities")] == [
        ("L1", "D1"),
        (None, None),
    ]
    counts = {(link.table, link.to): (link.linked, link.unlinked, link.silent) for link in report.links}
    assert counts[("orders", "deals")] == (1, 1, 0)
    assert counts[("activities", "leads")] == (1, 0, 1)
    assert counts[("activities", "deals")] == (1, 1, 0)


def test_deals_without_leads_and_leads_without_deals(desk: Desk) -> None:
    assert desk.text(DEALS, "deals.csv").changed
    other = Desk(desk.folder / "other") if (desk.folder / "other").mkdir() is None else desk
    assert other.text(LEADS, "leads.csv").links == []
