// The table of facts.

class FactsTab {
  constructor(facts, reviews) {
    this.facts = facts;
    this.reviews = reviews;
    this.count = el("output", { class: "result", "aria-live": "polite" });
    this.sorter = el("select", { id: "sort", change: () => go({ sort: this.sorter.value }, true) },
      Object.entries(SORTS).flatMap(([name, { label }]) => [
        el("option", { value: name === "source" ? "" : name }, label), el("option", { value: `-${name}` }, `${label}, last first`)]));
    this.grid = new Grid({
      label: "Facts",
      columns: this.columns(),
      narrow: ["quote", "subject", "place", "period"],
      card: (row) => this.card(row),
      sortable: Object.keys(SORTS),
      open: (row) => go({ fact: facts.id(row), article: "", at: "" }),
      moved: (row) => { if (readState().fact && !PHONE.matches) go({ fact: facts.id(row) }, true); },
      sort: (column) => this.turn(column),
    });
    this.element = el("section", { class: "facts fill", "aria-label": "Facts" },
      el("div", { class: "bar" }, this.count,
        el("span", { class: "push" }),
        el("button", { type: "button", class: "quiet save", click: () => this.save() }, "Save as CSV"),
        el("label", { class: "inline", for: "sort" }, "Sort by ", this.sorter)),
      this.grid.element);
  }

  columns() {
    const { facts } = this;
    const word = (name) => (row) => said(words(facts.word(name, row)));
    return [
      { id: "quote", name: "Quote", width: 150, cell: (row) => [said(facts.word("quote", row), { class: "quote" }), this.reviewSign(row)] },
      { id: "value", name: "Value", width: 130, class: "figure", cell: (row) => facts.value(row) },
      { id: "subject", name: "What", width: 190, cell: (row) => said(facts.subject(row)) },
      { id: "movement", name: "Movement", width: 90, cell: (row) => facts.movement(row) },
      { id: "place", name: "Place", width: 130, cell: word("place") },
      { id: "period", name: "Period", width: 100, class: "figure", cell: (row) => facts.period(row) },
      { id: "programme", name: "Programme", width: 110, cell: word("programme") },
      { id: "sure", name: "Sure", width: 62, class: "figure", minWidth: 50, cell: (row) => spellShare(facts.number("confidence_full", row)) },
      { id: "source", name: "Article", width: 140, cell: (row) => said(facts.source(row)) },
    ];
  }

  /** A sign beside what a person accepted or corrected. */
  reviewSign(row) {
    const now = this.reviews.of(this.facts.id(row));
    if (now) return el("span", { class: `reviewed ${now.action}`, title: "your review" }, SIGNS[now.action]);
    const review = this.facts.word("review", row);
    return review && el("span", { class: `reviewed ${review}`, title: review }, review === "corrected" ? "✎" : "✓");
  }

  card(row) {
    const { facts } = this;
    const where = [facts.word("place", row), facts.period(row)].filter(Boolean).join(" · ");
    return [
      el("div", { class: "card-head" }, said(facts.word("quote", row), { class: "quote" }), this.reviewSign(row), el("span", { class: `kind kind-${facts.word("kind", row)}` }, facts.word("kind", row))),
      el("div", { class: "card-what" }, said(facts.subject(row) || "–"), " ", el("span", { class: "soft" }, facts.movement(row))),
      el("div", { class: "soft" }, said(where || "no place, no period")),
      el("div", { class: "soft small" }, said(facts.source(row)))];
  }

  /** A heading that is chosen sorts by its column; chosen again, the other way round. */
  turn(column) {
    const now = sortOf(readState());
    const descending = now.column === column && !now.descending;
    go({ sort: `${descending ? "-" : ""}${column}` }, true);
  }

  show(rows, state) {
    const sort = sortOf(state);
    const same = this.shown === rows && this.sort === state.sort;
    this.sorter.value = state.sort;
    if (!same) {
      [this.shown, this.sort] = [rows, state.sort];
      this.sorted = sortRows(this.facts, rows, sort);
      this.grid.sorted = sort;
      this.grid.marked = this.facts.find(state.fact || "-");
      this.grid.show(this.sorted);
      this.grid.showSort();
      const all = COUNT.format(this.facts.size);
      this.count.replaceChildren(rows.length === this.facts.size ? plural(rows.length, "fact") : `${plural(rows.length, "fact")} of ${all}`);
      this.element.classList.toggle("nothing", !rows.length);
    }
    const open = state.fact ? this.facts.find(state.fact) : -1;
    if (open !== this.grid.marked || !same) this.grid.mark(open);
  }

  /** The fact before or after another one in the table; -1 at its ends. */
  beside(row, step) {
    const at = this.sorted ? this.sorted.indexOf(row) : -1;
    return this.sorted?.[at + step] ?? -1;
  }

  /** What the table shows, as a file for a spreadsheet. */
  save() {
    const { facts } = this;
    const names = ["kind", "modifier", "unit", "per", "topic", "indicator", "role", "direction", "status", "place", "programme"];
    const cells = (row) => [facts.id(row), facts.source(row), facts.number("start", row), facts.word("quote", row),
      facts.number("value_low", row), facts.number("value_high", row),
      ...["period_start", "period_end"].map((name) => spellDay(facts.number(name, row))),
      ...names.map((name) => facts.word(name, row)), facts.sentences[facts.number("sentence", row)]];
    const heads = ["fact_id", "source", "start", "quote", "value_low", "value_high", "period_start", "period_end", ...names, "sentence"];
    saveCsv("facts.csv", [heads, ...Array.from(this.sorted, cells)].map((line) => line.map(csvCell)));
  }
}

/** Hand a file to the reader of the page. */
function saveCsv(name, lines) {
  const text = lines.map((line) => `${line.join(",")}\r\n`).join("");
  const address = URL.createObjectURL(new Blob([`\ufeff${text}`], { type: "text/csv" }));
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1_000);
}

/** A cell of a CSV file. */
const quoteCell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A cell; text that a spreadsheet would take for a formula stays text. */
function csvCell(value) {
  if (value === null || typeof value === "number") return value ?? "";
  return quoteCell(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
}
