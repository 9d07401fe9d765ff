"""Tables whose cells stand line by line: the heading of a column is the topic of its quantities."""

from __future__ import annotations

import pytest

from extract import extract_text

HEAD = """Main indicators of the prefectures

Prefecture
Population lifted out of poverty (persons)
Villages off the list
Funds

"""
ROWS = (
    "Haidong City\n28,640 persons\n161 villages\n812 million yuan\n\n"
    "Yushu Prefecture\n31,905 persons\n104 villages\n1.27 billion yuan\n\n"
)
CLOSE = "The prefectures are all in the province, officials said on Monday at a meeting.\n"
COLUMNS = ["Population lifted out of poverty", "Villages off the list", "Funds"]
INDICATORS = ["people_lifted_out_of_poverty", "villages_lifted_out_of_poverty", "funds"]


def test_a_cell_has_the_topic_and_the_indicator_of_its_column():
    facts = extract_text(HEAD + ROWS + CLOSE)
    assert [fact["topic"] for fact in facts] == COLUMNS * 2
    assert [fact["indicator"] for fact in facts] == INDICATORS * 2
    assert all("topic.table_column" in fact["rules"] for fact in facts)


@pytest.mark.parametrize(
    "text",
    [
        # one row alone, rows of different lengths, no headings
        HEAD + ROWS.partition("\n\n")[0] + "\n\n" + CLOSE,
        HEAD + ROWS.replace("104 villages\n", "") + CLOSE,
        ROWS + CLOSE,
    ],
)
def test_what_is_no_table_has_no_columns(text: str):
    assert not any("topic.table_column" in fact["rules"] for fact in extract_text(text))
