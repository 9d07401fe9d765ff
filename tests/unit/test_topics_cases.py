import time
from pathlib import Path

import pytest
from topic_support import find, find_marked, finders, parse, token_f1

from extract.assembling.topics import TopicMemory
from extract.records import Quantity, Span

CASES = [
    line
    for line in (Path(__file__).parent / "data" / "topic_cases.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def _scores() -> tuple[list[float], list[bool]]:
    topics, indicators = [], []
    for line in CASES:
        text, quantities, expected = parse(line)
        found = find(text, quantities)
        for want, topic, indicator in zip(expected, found.topics, found.indicators, strict=True):
            topics.append(token_f1(want.topic, topic.text if topic else None))
            if want.indicator or indicator:
                indicators.append(want.indicator == (indicator.id if indicator else None))
    return topics, indicators


def test_fresh_sentences_are_many():
    assert len(CASES) >= 160
    assert sum(len(parse(line)[1]) for line in CASES) >= 240


def test_topics_of_fresh_sentences_reach_the_bar():
    topics, _ = _scores()
    assert sum(topics) / len(topics) >= 0.78


def test_indicators_of_fresh_sentences_reach_the_bar():
    _, indicators = _scores()
    assert sum(indicators) / len(indicators) >= 0.85


EXACT = [
    # of-phrases on either side of the amount
    (
        "The county allocated {120 million yuan|money} of special funds for road construction.",
        ["special funds for road construction"],
    ),
    (
        "It invested financial anti-poverty funds of {84 million yuan|money} last year.",
        ["financial anti-poverty funds"],
    ),
    # subject and verb
    (
        "The incidence of poverty fell from {21 percent|percent} in 2013 to {1 percent|percent} in 2019.",
        ["incidence of poverty"] * 2,
    ),
    (
        "Per capita net income of farmers rose to {8,932 yuan|money}, up {12 percent|percent} over 2018.",
        ["Per capita net income of farmers"] * 2,
    ),
    (
        "The output value of the tea industry reached {3 billion yuan|money}.",
        ["output value of the tea industry"],
    ),
    # a change leans on the amount before it
    (
        "Social funds of {2 billion yuan|money} came, {440 million yuan|money} more and {30%|percent} up.",
        ["Social funds"] * 3,
    ),
    ("Exports rose to {5 billion dollars|money}, an increase of {4 percent|percent}.", ["Exports"] * 2),
    # conversions in brackets
    (
        "Annual income rose from {1,499 yuan|money} ({$226|money}) to {9,328 yuan|money}.",
        ["Annual income"] * 3,
    ),
    # counts: noun, post-modifier, predicate
    ("{163 ~workshops|count workshop} have been built.", ["workshops"]),
    (
        "The drive lifted {62 ~poor villages|count village} out of poverty.",
        ["poor villages lifted out of poverty"],
    ),
    ("The plan is to lift {600,000 ~people|people} out of poverty.", ["people to be lifted out of poverty"]),
    (
        "There are {30 million ~people|people} living below the poverty line.",
        ["people living below the poverty line"],
    ),
    (
        "{223 ~young cadres|people} and {462 ~experts|people} were sent to the villages.",
        ["young cadres sent to the villages", "experts sent to the villages"],
    ),
    ("It completed the relocation of {252,000 ~people|people}.", ["people relocated"]),
    (
        "Of this total, nearly {9,000|people} have been transferred into jobs.",
        ["people transferred into jobs"],
    ),
    # shares
    (
        "About {98%|percent} of the poor people have been lifted out of poverty.",
        ["poor people lifted out of poverty"],
    ),
    ("Services account for {54 percent|percent} of the economy.", ["share of Services in the economy"]),
    ("Debt stood at {70 percent|percent} of GDP.", ["Debt as a share of GDP"]),
    # pilot projects in villages, dimensions, distances
    ("It launched pilot projects in {100 ~villages|count village}.", ["villages with pilot projects"]),
    ("The bridge is {1,365 meters|measure meter} long.", ["length of the bridge"]),
    (
        "The town lies {30 kilometers|measure kilometer} from the county seat.",
        ["distance from the county seat"],
    ),
    # money spent
    (
        "The state invested {39 billion yuan|money} to implement {2,984 ~projects|count project}.",
        ["investment in projects", "projects"],
    ),
    ("The bank set aside {$8.9 billion|money} for loan losses.", ["funds for loan losses"]),
    # tables flattened to text, lists with semicolons
    ("Total population: {1.02 million|people}; GDP: {12.6 billion yuan|money}.", ["Total population", "GDP"]),
    ("Incomes reached {31,000 yuan|money} and {12,000 yuan|money} respectively.", ["Incomes"] * 2),
]


@pytest.mark.parametrize(("markup", "topics"), EXACT, ids=[markup[:60] for markup, _ in EXACT])
def test_topic_is_the_phrase_that_the_quantity_measures(markup: str, topics: list[str]):
    assert [topic.text if topic else None for topic in find_marked(markup).topics] == topics


def test_evidence_of_a_topic_is_where_its_words_stand():
    found = find_marked("The county allocated {120 million yuan|money} of special funds.")
    (topic,) = found.topics
    assert [found.context.slice(span.start, span.end) for span in topic.spans] == ["special funds"]
    assert topic.rule == "amount_of"


def test_places_and_times_do_not_belong_to_a_topic():
    found = find_marked("The poverty rate of rural households in Hunan in 2019 was {0.6 percent|percent}.")
    assert found.topics[0].text == "poverty rate of rural households"


def test_offsets_hold_for_a_sentence_inside_a_document():
    contexts, topics, _ = finders()
    view = "A first sentence. Grain output was 5 tons."
    start = view.index("5 tons")
    quantity = Quantity(
        start, start + 6, "measure", 5, 5, "exact", "metric_ton", None, Span(start, start + 1)
    )
    context = contexts.build(view, Span(18, len(view)), [quantity])
    (topic,) = topics.find(context)
    assert [view[span.start : span.end] for span in topic.spans] == ["Grain output"]


def test_a_line_of_its_own_is_about_its_heading():
    contexts, topics, _ = finders()
    text, quantities, _ = parse("{12.6 billion yuan|money}.")
    context = contexts.build(text, Span(0, len(text)), quantities)
    assert [topic.text for topic in topics.find(context, heading="Gross domestic product")] == [
        "Gross domestic product"
    ]
    assert topics.find(context) == [None]


def topics_one_by_one(sentences: list[str]) -> list[str | None]:
    contexts, topics, _ = finders()
    memory, told = TopicMemory(), []
    for sentence in sentences:
        text, quantities, _ = parse(sentence)
        found = topics.find(contexts.build(text, Span(0, len(text)), quantities), memory)
        memory.tell(quantities, found)
        told += [topic and topic.text for topic in found]
    return told


def test_a_sentence_goes_on_with_the_topic_before_it():
    told = topics_one_by_one(
        ["The poverty rate was {10 percent|percent}.", "By 2019 it was {0.4 percent|percent}."]
    )
    assert told == ["poverty rate", "poverty rate"]


def test_a_figure_that_names_nothing_goes_on_with_the_last_of_its_kind():
    told = topics_one_by_one(
        [
            "The poverty rate was {10 percent|percent}.",
            "The average income was {9,000 yuan|money CNY}.",
            "In 2019 the rate was {2 percent|percent}.",
        ]
    )
    assert told == ["poverty rate", "average income", "poverty rate"]


@pytest.mark.parametrize(
    "filler", ["poor county and ", "of the poor people ", "rose to ", '"', "( ", ", the rural area, and "]
)
def test_a_table_flattened_into_one_sentence_takes_no_time(filler: str):
    started = time.perf_counter()
    find_marked((filler * 20 + "{5 percent|percent} {7 ~villages|count village} ") * 20)
    assert time.perf_counter() - started < 2
