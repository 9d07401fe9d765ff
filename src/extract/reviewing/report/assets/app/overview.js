// Counts of what the filters leave, as charts; a bar leads to its facts.

const BARS = 12;
const LABEL = 26;

/** The colours of the page as it is shown now, for charts: they cannot read variables. */
function themeColours() {
  const probe = document.body.appendChild(el("i", { hidden: true }));
  const colour = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const found = Object.fromEntries(
    ["ink", "soft", "line", "card", "accent", "series-1", "series-2", "series-3", "series-4", "series-5", "series-6"].map((name) => [name, colour(name)]));
  probe.remove();
  return found;
}

function setChartDefaults() {
  const colours = themeColours();
  const { defaults } = Chart;
  defaults.animation = false;
  defaults.font.family = getComputedStyle(document.body).fontFamily;
  defaults.color = colours.soft;
  defaults.borderColor = colours.line;
  defaults.maintainAspectRatio = false;
  defaults.plugins.legend.display = false;
  return colours;
}

const shorten = (text) => (text.length > LABEL ? `${text.slice(0, LABEL - 1)}…` : text);

class Overview {
  constructor(facts, meta) {
    this.facts = facts;
    this.meta = meta;
    this.charts = new Map();
    this.tiles = el("div", { class: "tiles" });
    this.element = el("section", { class: "overview", "aria-label": "Overview" }, this.tiles,
      el("div", { class: "charts" },
        el("div", { class: "stack" }, this.figure("kind", "Facts by kind"), this.figure("year", "Facts by year of their period")),
        el("div", { class: "stack" }, this.figure("indicator", "Facts by indicator"), this.figure("programme", "Facts by programme")),
        el("div", { class: "stack" }, this.figure("place", "Facts by place"), this.figure("publisher", "Facts by publisher"))));
  }

  figure(name, title) {
    const canvas = el("canvas", { role: "img", "aria-label": `${title}; the same numbers stand in the table below it` });
    const table = el("div", { class: "numbers" });
    const box = el("div", { class: "canvas" }, canvas);
    this.charts.set(name, { canvas, box, table, title });
    return el("figure", { class: `chart chart-${name}` }, el("figcaption", {}, title), box,
      el("details", {}, el("summary", {}, "as a table"), table));
  }

  show(rows, state) {
    this.state = state;
    this.colours = setChartDefaults();
    this.showTiles(rows);
    const { facts } = this;
    for (const name of ["kind", "indicator", "place", "programme"]) {
      const counts = countValues(facts, rows, name);
      this.draw(name, counts.filter(([value]) => value !== NONE), { horizontal: true, unknown: counts.find(([value]) => value === NONE)?.[1] });
    }
    this.draw("publisher", this.countPublishers(rows), { horizontal: true, leadsTo: null });
    const years = countYears(facts, rows);
    const unknown = rows.length - years.reduce((sum, [, count]) => sum + count, 0);
    const bars = new Map(binYears(years).map((bar) => [bar.label, bar]));
    this.draw("year", [...bars].map(([label, { count }]) => [label, count]), {
      horizontal: false, unknown,
      leadsTo: (label) => hashOf({ tab: "facts", from: bars.get(label).from, to: bars.get(label).to }, state),
    });
  }

  showTiles(rows) {
    const { counts } = this.meta;
    const { article } = this.facts.columns;
    const articles = new Set(rows.length === this.facts.size ? [] : Array.from(rows, (row) => article.keys[row])).size;
    const all = rows.length === this.facts.size;
    const tile = (count, noun, href) =>
      el("a", { class: "tile", href }, el("strong", {}, COUNT.format(count)), el("span", {}, count === 1 ? noun.replace(/s$/, "") : noun));
    this.tiles.replaceChildren(
      tile(rows.length, all ? "facts" : `facts of ${COUNT.format(this.facts.size)}`, hashOf({ tab: "facts" })),
      tile(all ? counts.articles : articles, all ? "articles" : `articles of ${COUNT.format(counts.articles)}`, hashOf({ tab: "facts" })),
      tile(this.seriesCount ?? 0, "series", hashOf({ tab: "series" })),
      tile(counts.conflicts, "conflicts", hashOf({ tab: "conflicts" })),
      tile(counts.rejections, "numbers that are no facts", hashOf({ tab: "leftovers", show: "" })),
      tile(counts.failures, "failures", hashOf({ tab: "leftovers", show: "failures" })));
  }

  countPublishers(rows) {
    const { publisher } = this.facts.articles;
    const article = this.facts.columns.article.keys;
    const counts = new Map();
    for (const row of rows) {
      const name = publisher.values[publisher.keys[article[row]]] ?? "(unknown)";
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return [...counts].sort((one, other) => other[1] - one[1]);
  }

  /** Where a bar leads: the facts of that value, with the filters that are set. */
  target(name, value) {
    return hashOf({ tab: "facts", facets: { ...this.state.facets, [name]: [value] } }, this.state);
  }

  draw(name, counts, { horizontal, unknown = 0, leadsTo = (value) => this.target(name, value) }) {
    const chart = this.charts.get(name);
    const shown = horizontal ? counts.slice(0, BARS) : counts;
    chart.box.style.height = horizontal ? `${Math.max(shown.length, 2) * 26 + 34}px` : "230px";
    this.tabulate(chart.table, counts, unknown, leadsTo);
    const data = { labels: shown.map(([value]) => words(String(value))), datasets: [this.bars(shown)] };
    const options = this.options(horizontal, (at) => leadsTo && (location.hash = leadsTo(shown[at][0])));
    chart.drawn?.destroy();
    chart.drawn = new Chart(chart.canvas, { type: "bar", data, options });
    chart.box.dataset.bars = String(shown.length);
  }

  bars(shown) {
    return { data: shown.map(([, count]) => count), backgroundColor: this.colours.accent, borderRadius: 3, maxBarThickness: 22 };
  }

  options(horizontal, follow) {
    const { colours } = this;
    const names = { grid: { display: false }, ticks: { autoSkip: !horizontal, maxRotation: 0, color: colours.ink,
      callback(value) { return shorten(this.getLabelForValue(value)); } } };
    const numbers = { beginAtZero: true, ticks: { precision: 0, maxTicksLimit: 6, maxRotation: 0, callback: (value) => COMPACT.format(value) }, border: { display: false } };
    return {
      indexAxis: horizontal ? "y" : "x",
      scales: horizontal ? { y: names, x: numbers } : { x: names, y: numbers },
      onClick: (_, [bar]) => { if (bar) follow(bar.index); },
      onHover: (event, [bar]) => { event.native.target.style.cursor = bar ? "pointer" : ""; },
      interaction: { mode: horizontal ? "y" : "x", intersect: false, axis: horizontal ? "y" : "x" },
    };
  }

  tabulate(place, counts, unknown, leadsTo) {
    const row = ([value, count]) => el("tr", {},
      el("td", {}, leadsTo ? el("a", { href: leadsTo(value) }, said(words(String(value)))) : said(String(value))),
      el("td", { class: "number" }, COUNT.format(count)));
    const rest = unknown ? [el("tr", {}, el("td", { class: "soft" }, "not known"), el("td", { class: "number" }, COUNT.format(unknown)))] : [];
    place.replaceChildren(el("table", {}, el("tbody", {}, counts.filter(([, count]) => count).slice(0, OPTIONS_SHOWN).map(row), rest)));
  }
}
