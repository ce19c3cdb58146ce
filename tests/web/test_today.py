from tests.web.conftest import Site


def test_without_data_it_leads_to_the_verdict_in_three_steps(empty: Site) -> None:
    page = empty.get("/").text
    assert "Three steps to the answer" in page
    assert 'href="/data"' in page


def test_before_the_answer_is_there_it_says_how_far_it_is(site: Site) -> None:
    page = site.get("/").text
    assert "Being worked out" in page
    assert 'data-progress="' in page


def test_it_says_what_the_command_line_says(answered: Site) -> None:
    page = answered.get("/").text
    result = answered.workspace.check()
    assert f"<h1>{result.sentence}</h1>".replace("'", "&#39;") in page
    assert f"badge-{result.verdict}" in page
    assert "8 of 10 cases lie between" in page
    assert "The numbers as a table" in page
