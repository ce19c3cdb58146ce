from sqlalchemy import update

from tests.web.conftest import Site
from unslump.records.schema import answer
from unslump.web.house import now


def test_an_answer_of_another_version_is_worked_out_anew(site: Site) -> None:
    shelf = site.client.app.state.house.shelf
    shelf.take("readiness", now=now())
    site.work(1)
    with site.workspace.records.writing() as connection:
        connection.execute(update(answer).where(answer.c.state == "done").values(body='{"old": 1}'))
    shown = shelf.take("readiness", now=now())
    assert shown.result is None
    assert shown.waiting is not None
    site.work(1)
    assert shelf.take("readiness", now=now()).result is not None
