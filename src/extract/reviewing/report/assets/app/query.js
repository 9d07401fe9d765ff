// Which facts a question asks for, in which order, and how many of each value they have.

const FACETS = [
  { name: "kind", label: "Kind" },
  { name: "indicator", label: "Indicator" },
  { name: "place", label: "Place" },
  { name: "programme", label: "Programme", more: true },
  { name: "unit", label: "Unit", more: true },
  { name: "source", label: "Article", more: true },
  { name: "role", label: "Role", more: true },
  { name: "direction", label: "Direction", more: true },
  { name: "status", label: "Status", more: true },
  { name: "modifier", label: "Modifier", more: true },
  { name: "review", label: "Reviewed", more: true },
];
const NONE = "(none)";

/** The words of a facet and the code of each row: articles are one step further away. */
function facetColumn(facts, name) {
  if (name !== "source") return facts.columns[name];
  facts.sourceColumn ??= {
    values: facts.articles.source.values,
    keys: facts.columns.article.keys.map((article) => facts.articles.source.keys[article]),
  };
  return facts.sourceColumn;
}

class Finder {
  constructor(facts, parents) {
    this.facts = facts;
    this.parents = parents;
    this.lowered = new Map();
  }

  /** The rows that a query asks for, in the order of their sources. */
  find(query) {
    const tests = [
      ...Object.entries(query.facets).map(([name, wanted]) => this.testFacet(name, wanted, query.within)),
      ...this.testYears(query),
      ...(query.q.toLowerCase().match(/"[^"]+"|\S+/g) ?? []).map((word) => this.testWord(word.replaceAll('"', ""))),
    ];
    return tests.reduce((rows, test) => rows.filter(test), this.facts.order);
  }

  testFacet(name, wanted, within) {
    const { values, keys } = facetColumn(this.facts, name);
    const allowed = new Uint8Array(values.length + 1);
    const names = new Set(wanted);
    values.forEach((value, code) => { allowed[code] = names.has(value); });
    allowed[values.length] = names.has(NONE);
    if (name === "place" && within) this.allowInside(allowed, names);
    return (row) => allowed[keys[row]];
  }

  /** Places inside those that are wanted, towns included: they have the code of their county. */
  allowInside(allowed, names) {
    const { values, place_codes: codes } = this.facts.columns.place;
    const roots = new Set(codes.filter((code, at) => code && names.has(values[at])));
    codes.forEach((code, at) => {
      for (let step = code, depth = 0; step && depth < 9; step = this.parents[step], depth += 1) {
        if (roots.has(step)) allowed[at] = 1;
      }
    });
  }

  *testYears({ from, to }) {
    const { period_start: starts, period_end: ends } = this.facts.columns;
    const known = (row) => (ends.keys[row] === NO_DAY ? starts.keys[row] : ends.keys[row]);
    const begun = (row) => (starts.keys[row] === NO_DAY ? ends.keys[row] : starts.keys[row]);
    if (from) {
      const first = Date.UTC(from, 0, 1) / DAY_MS;
      yield (row) => known(row) >= first && known(row) !== NO_DAY;
    }
    if (to) {
      const last = Date.UTC(to, 11, 31) / DAY_MS;
      yield (row) => begun(row) <= last && begun(row) !== NO_DAY;
    }
  }

  /** A word may stand in the sentence, in the title or source of the article, or in any linked name. */
  testWord(word) {
    const { facts } = this;
    const { columns, articles } = facts;
    const names = ["indicator", "place", "programme", "unit", "kind"];
    const inRow = [
      [this.hits("sentence", facts.sentences, word), columns.sentence.keys],
      ...names.map((name) => [this.hits(name, columns[name].values, word), columns[name].keys]),
    ];
    const inArticle = ["source", "title"].map((name) => [this.hits(name, articles[name].values, word), articles[name].keys]);
    const article = columns.article.keys;
    const ofArticle = new Uint8Array(articles.source.keys.length);
    for (const [hit, keys] of inArticle) keys.forEach((key, at) => { ofArticle[at] |= hit[key]; });
    const id = /^[0-9a-f]{8,}$/.test(word) ? facts.find(word) : -1;
    return (row) => ofArticle[article[row]] || inRow.some(([hit, keys]) => hit[keys[row]]) || row === id;
  }

  hits(name, values, word) {
    if (!this.lowered.has(name)) this.lowered.set(name, values.map((value) => words(value).toLowerCase()));
    const hit = new Uint8Array(values.length + 1);
    this.lowered.get(name).forEach((value, code) => { hit[code] = value.includes(word); });
    return hit;
  }
}

const SORTS = {
  source: { label: "article", keys: () => null },
  subject: { label: "what", keys: (facts) => facts.columns.indicator.keys, empty: (facts) => facts.columns.indicator.values.length },
  value: { label: "value", keys: (facts) => facts.columns.value_low.keys },
  place: { label: "place", keys: (facts) => facts.columns.place.keys, empty: (facts) => facts.columns.place.values.length },
  period: { label: "period", keys: (facts) => facts.columns.period_end.keys, empty: () => NO_DAY },
  programme: { label: "programme", keys: (facts) => facts.columns.programme.keys, empty: (facts) => facts.columns.programme.values.length },
  kind: { label: "kind", keys: (facts) => facts.columns.kind.keys },
  quote: { label: "quote", keys: (facts) => facts.columns.quote.keys },
  sure: { label: "confidence", keys: (facts) => facts.columns.confidence_full.keys },
  movement: { label: "movement", keys: (facts) => facts.columns.role.keys },
};

/** The rank of each fact in a column, from 0 on; -1 where it has no value. Worked out once. */
function ranksOf(facts, column) {
  facts.ranks ??= new Map();
  if (facts.ranks.has(column)) return facts.ranks.get(column);
  const { keys: keysOf, empty } = SORTS[column];
  const keys = keysOf(facts);
  const none = empty?.(facts);
  const known = (key) => key !== none && !Number.isNaN(key);
  const values = Float64Array.from(new Set(keys)).filter(known).sort();
  const rankOf = new Map(Array.from(values, (value, rank) => [value, rank]));
  const ranks = new Int32Array(keys.length);
  for (let row = 0; row < keys.length; row += 1) ranks[row] = rankOf.get(keys[row]) ?? -1;
  facts.ranks.set(column, ranks);
  return ranks;
}

/** Rows in another order; rows without a value last, equal ones as they were. */
function sortRows(facts, rows, { column, descending }) {
  if (!SORTS[column]?.keys(facts)) return descending ? rows.slice().reverse() : rows;
  const ranks = ranksOf(facts, column);
  const last = facts.size + 1;
  return orderBy(rows, (row) => {
    const rank = ranks[row];
    if (rank < 0) return last;
    return descending ? last - 1 - rank : rank;
  });
}

/** How many of the rows have each value: [[value, count], ...], the most frequent first. */
function countValues(facts, rows, name) {
  const { values, keys } = facetColumn(facts, name);
  const counts = new Uint32Array(values.length + 1);
  for (const row of rows) counts[keys[row]] += 1;
  const found = [];
  counts.forEach((count, code) => { if (count) found.push([values[code] ?? NONE, count]); });
  return found.sort((one, other) => other[1] - one[1]);
}

/** How many of the rows there are of each year in which their period ends, in order. */
function countYears(facts, rows) {
  const { period_end: ends, period_start: starts } = facts.columns;
  const counts = new Map();
  for (const row of rows) {
    const day = ends.keys[row] === NO_DAY ? starts.keys[row] : ends.keys[row];
    if (day !== NO_DAY) counts.set(yearOf(day), (counts.get(yearOf(day)) ?? 0) + 1);
  }
  return [...counts].sort((one, other) => one[0] - other[0]);
}

const YEARS_SHOWN = 40;
const OUTLIERS = 0.01;

/**
 * Years as bars without gaps: [{label, count, from, to}]. Where they reach far, the first and the last bar
 * stand for the few that lie before and after: a plan for 2420 must not squeeze the rest.
 */
function binYears(years) {
  if (!years.length) return [];
  const total = years.reduce((sum, [, count]) => sum + count, 0);
  let [first, last] = [years[0][0], years.at(-1)[0]];
  if (last - first >= YEARS_SHOWN) {
    first = quantile(years, total * OUTLIERS);
    last = Math.max(quantile(years, total * (1 - OUTLIERS)), first);
    if (last - first >= YEARS_SHOWN) first = last - YEARS_SHOWN + 1;
  }
  const known = new Map(years);
  const outside = (fits) => years.reduce((sum, [year, count]) => sum + (fits(year) ? count : 0), 0);
  const [before, after] = [outside((year) => year < first), outside((year) => year > last)];
  const bars = Array.from({ length: last - first + 1 }, (_, at) => first + at)
    .map((year) => ({ label: String(year), count: known.get(year) ?? 0, from: String(year), to: String(year) }));
  if (before) bars.unshift({ label: `before ${first}`, count: before, from: "", to: String(first - 1) });
  if (after) bars.push({ label: `after ${last}`, count: after, from: String(last + 1), to: "" });
  return bars;
}

function quantile(years, wanted) {
  let sum = 0;
  return years.find(([, count]) => { sum += count; return sum >= wanted; })[0];
}
