from datetime import date, datetime
from pathlib import Path

from unslump.records import told
from unslump.records.database import Records

NOW = datetime(2026, 3, 2, 7, 0)


def test_an_alarm_is_open_until_its_end_is_told(tmp_path: Path) -> None:
    records = Records(tmp_path)
    with records.writing() as connection:
        told.record_start(connection, "mail:a@b.de", ["Leads", "Spend"], date(2026, 2, 2), "Fell.", NOW)
        told.record_start(connection, "webhook:x", ["Leads"], date(2026, 2, 2), "Fell.", NOW)
    with records.reading() as connection:
        (mine,) = told.open_alarms(connection, "mail:a@b.de")
    assert mine.streams == {"Leads", "Spend"}
    assert (mine.since, mine.sentence) == (date(2026, 2, 2), "Fell.")
    with records.writing() as connection:
        told.record_over(connection, mine.id, NOW)
    with records.reading() as connection:
        assert told.open_alarms(connection, "mail:a@b.de") == []
        assert len(told.open_alarms(connection, "webhook:x")) == 1
