// One indicator in one place, period by period: a chart for each unit, and each number with its source.

const DAYS_OF_YEAR = 365.25;
const LINES = 6;

/** Where a day stands on an axis whose marks are the ends of years. */
function yearEnd(day) {
  const year = yearOf(day);
  return year - 1 + (day + 1 - Date.UTC(year, 0, 1) / DAY_MS) / DAYS_OF_YEAR;
}

class SeriesTab {
  constructor(facts, series, meta) {
    this.facts = facts;
    this.meta = meta;
    this.series = series.map((one) => ({ ...one, name: facts.columns.place.values[one.place], periods: this.countPeriods(one.rows) }));
    this.place = el("select", { id: "series-place" });
    this.indicator = el("select", { id: "series-indicator" });
    this.body = el("div", { class: "series-body" });
    this.element = el("section", { class: "series", "aria-label": "Series" },
      el("div", { class: "filters pick" },
        el("div", { class: "field wide" }, el("label", { for: "series-indicator-ts-control" }, "Indicator"), this.indicator),
        el("div", { class: "field wide" }, el("label", { for: "series-place-ts-control" }, "Place"), this.place)),
      this.body);
  }

  start() {
    if (this.indicatorBox) return;
    const count = new Map();
    for (const { indicator, rows } of this.series) count.set(indicator, (count.get(indicator) ?? 0) + rows.length);
    const options = [...count].sort((one, other) => other[1] - one[1]).map(([value, number], at) => ({ value, text: words(value), count: number, $order: at }));
    this.indicatorBox = this.makeBox(this.indicator, "Indicator", options, (value) => go({ indicator_of: value, place_of: "" }));
    this.placeBox = this.makeBox(this.place, "Place", [], (value) => go({ place_of: value }));
  }

  makeBox(select, label, options, chosen) {
    const box = new TomSelect(select, {
      options, maxItems: 1, maxOptions: OPTIONS_SHOWN, searchField: ["text"], sortField: [{ field: "$score" }, { field: "$order" }],
      render: {
        option: ({ text, count }) => el("div", {}, said(text), el("span", { class: "count" }, COUNT.format(count))),
        item: ({ text }) => el("div", {}, said(text)),
      },
      onChange: (value) => { if (value && !this.filling) chosen(value); },
    });
    nameBox(box, "aria-label", label);
    return box;
  }

  /** The series of an indicator, the longest first. */
  ofIndicator(indicator) {
    return this.series.filter((one) => one.indicator === indicator).sort((one, other) => other.periods - one.periods || (one.name < other.name ? -1 : 1));
  }

  /** How many periods the longest line of a series has. */
  countPeriods(rows) {
    const ends = [...this.lines(rows).values()].flatMap((sets) => [...sets.values()]).map((line) => line.map((row) => this.facts.number("period_end", row)));
    return Math.max(0, ...ends.map((days) => new Set(days).size));
  }

  /** The levels of a series: unit to subject to rows. */
  lines(rows) {
    const { facts } = this;
    const found = new Map();
    for (const [row, subject] of rows) {
      if (facts.word("role", row) !== "level" || facts.number("period_end", row) === NO_DAY) continue;
      const per = facts.word("per", row);
      const unit = `${words(facts.word("unit", row))}${per ? ` per ${words(per)}` : ""}`;
      const label = [subject, facts.word("programme", row), facts.word("status", row) === "planned" ? "planned" : null].filter(Boolean).join(", ") || "all";
      if (!found.has(unit)) found.set(unit, new Map());
      if (!found.get(unit).has(label)) found.get(unit).set(label, []);
      found.get(unit).get(label).push(row);
    }
    return found;
  }

  show(state) {
    if (!this.series.length) {
      this.element.replaceChildren(el("p", { class: "empty" }, "No fact of this output has both an indicator and a place."));
      return;
    }
    this.start();
    const best = this.series.reduce((one, other) => (other.periods > one.periods ? other : one));
    const indicator = this.series.some((one) => one.indicator === state.indicator_of) ? state.indicator_of : best.indicator;
    const choices = this.ofIndicator(indicator);
    const chosen = choices.find((one) => String(one.place) === state.place_of) ?? choices[0];
    this.fill(indicator, choices, chosen);
    this.draw(chosen);
  }

  fill(indicator, choices, chosen) {
    this.filling = true;
    this.indicatorBox.setValue(indicator, true);
    if (this.filled !== indicator) {
      this.placeBox.clear(true);
      this.placeBox.clearOptions();
      this.placeBox.addOptions(choices.map(({ place, name, rows }, at) => ({ value: String(place), text: name, count: rows.length, $order: at })));
      this.filled = indicator;
    }
    this.placeBox.setValue(String(chosen.place), true);
    this.filling = false;
  }

  draw({ indicator, name, rows }) {
    this.charts?.forEach((chart) => chart.destroy());
    this.colours = setChartDefaults();
    const charts = [...this.lines(rows)].map(([unit, sets]) => this.chart(unit, sets));
    const about = this.meta.indicators[indicator];
    this.body.replaceChildren(
      el("h2", {}, said(words(indicator)), el("span", { class: "soft" }, ", "), said(name)),
      ...(about ? [el("p", { class: "soft" }, said(about))] : []),
      el("div", { class: "charts" }, charts.map(({ figure }) => figure)), this.table(rows));
    this.charts = charts.map(({ canvas, config }) => new Chart(canvas, config));
  }

  /** The longest lines of a unit; what a chart has no room for stands in the table. */
  chart(unit, lines) {
    const longest = [...lines].sort((one, other) => other[1].length - one[1].length);
    const sets = new Map(longest.slice(0, LINES));
    const rest = longest.length - sets.size;
    const canvas = el("canvas", { role: "img", "aria-label": `Levels in ${unit}; the same numbers stand in the table below` });
    const figure = el("figure", { class: "chart wide" }, el("figcaption", {}, "Levels, ", said(unit), rest ? el("span", { class: "soft small" }, ` · ${plural(rest, "shorter line")} only in the table`) : null), el("div", { class: "canvas tall" }, canvas));
    return { canvas, figure, config: { type: "line", data: { datasets: [...sets].map(([label, rows], at) => this.dataset(label, rows, at)) }, options: this.options(sets) } };
  }

  dataset(label, rows, at) {
    const { facts, colours } = this;
    const colour = colours[`series-${(at % 6) + 1}`];
    const points = rows.map((row) => ({ x: yearEnd(facts.number("period_end", row)), y: (facts.number("value_low", row) + facts.number("value_high", row)) / 2, row }));
    points.sort((one, other) => one.x - other.x);
    // The line leads through the best supported level of each period; the others stand beside it.
    const doubtful = (at) => at > 0 && points[at].x === points[at - 1].x;
    return { label, data: points, pointStyle: points.map((_, at2) => (doubtful(at2) ? "crossRot" : "circle")), segment: { borderColor: ({ p0, p1 }) => (p0.parsed.x === p1.parsed.x ? "transparent" : undefined) }, borderColor: colour, backgroundColor: colour, pointRadius: 5, pointHoverRadius: 7, borderWidth: 2, tension: 0,
      borderDash: label.endsWith("planned") ? [6, 4] : [] };
  }

  options(sets) {
    const { facts } = this;
    const years = [...sets.values()].flat().map((row) => yearEnd(facts.number("period_end", row)));
    return {
      parsing: false,
      scales: {
        x: { type: "linear", min: Math.floor(Math.min(...years) - 1), max: Math.ceil(Math.max(...years) + 1), grid: { display: false }, title: { display: true, text: "end of the year" }, ticks: { precision: 0, maxTicksLimit: 8, callback: (value) => (Number.isInteger(value) ? String(value) : "") } },
        y: { border: { display: false }, ticks: { maxTicksLimit: 6, callback: (value) => COMPACT.format(value) } },
      },
      plugins: {
        legend: { display: sets.size > 1, position: "bottom", labels: { usePointStyle: true, boxHeight: 6 } },
        tooltip: { callbacks: {
          title: ([{ raw }]) => facts.period(raw.row),
          label: ({ raw, dataset }) => `${dataset.label === "all" ? "" : `${dataset.label}: `}${facts.value(raw.row)}`,
          afterLabel: ({ raw }) => facts.source(raw.row),
        } },
      },
      onClick: (_, [point], chart) => { if (point) go({ fact: facts.id(chart.data.datasets[point.datasetIndex].data[point.index].row) }); },
    };
  }

  table(rows) {
    const { facts } = this;
    const heads = ["period", "of", "value", "movement", "check", "articles", "source"].map((head) => el("th", { scope: "col" }, head));
    const line = ([row, subject, reckoned, check, , sources]) => el("tr", {},
      el("td", { class: "figure" }, facts.period(row)),
      el("td", {}, said([subject, facts.word("programme", row)].filter(Boolean).join(", "))),
      el("td", { class: "figure" }, el("a", { href: hashOf({ fact: facts.id(row), article: "", at: "" }) }, said(facts.value(row)))),
      el("td", {}, facts.movement(row)),
      el("td", {}, check ? el("span", { class: `check ${check}` }, check === "differs" && reckoned !== null ? `differs: levels give ${NUMBER.format(reckoned)}` : check) : ""),
      el("td", { class: "number" }, COUNT.format(sources)),
      el("td", {}, said(facts.source(row), { class: "soft" })));
    return el("div", { class: "scroll" }, el("table", { class: "lines" }, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows.map(line))));
  }
}
