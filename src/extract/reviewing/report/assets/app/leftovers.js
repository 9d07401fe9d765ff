// Numbers that are no facts, with their reasons, and articles that could not be read.

class LeftoversTab {
  constructor(facts) {
    this.facts = facts;
    this.chips = el("div", { class: "chips", role: "group", "aria-label": "Reason" });
    this.search = el("input", { type: "search", "aria-label": "Search numbers that are no facts", placeholder: "Search …", input: soon(() => this.refill(), 120) });
    this.grid = new Grid({
      label: "Numbers that are no facts",
      columns: [
        { id: "quote", name: "Number", width: 80, cell: (row) => said(this.word("quote", row), { class: "quote" }) },
        { id: "reason", name: "Reason", width: 90, cell: (row) => words(this.word("reason", row)) },
        { id: "context", name: "Context", width: 420, cell: (row) => said(this.word("context", row)) },
        { id: "rule", name: "Rule", width: 120, cell: (row) => el("code", {}, this.word("rule", row)) },
        { id: "source", name: "Article", width: 140, cell: (row) => said(this.source(row)) },
      ],
      narrow: ["quote", "reason", "context"],
      card: (row) => [
        el("div", { class: "card-head" }, said(this.word("quote", row), { class: "quote" }), el("span", { class: "kind" }, words(this.word("reason", row)))),
        el("div", { class: "clip" }, said(this.word("context", row))),
        el("div", { class: "soft small" }, said(this.source(row)))],
      open: (row) => go({ fact: "", article: String(this.columns.article.keys[row]), at: String(this.columns.start.keys[row]) }),
    });
    this.failed = el("div", { class: "scroll", hidden: true });
    this.element = el("section", { class: "leftovers fill", "aria-label": "Not facts" }, el("div", { class: "bar" }, this.chips, el("span", { class: "push" }), this.search), this.grid.element, this.failed);
  }

  word(name, row) {
    const { values, keys } = this.columns[name];
    return values[keys[row]] ?? "";
  }

  source(row) {
    return this.facts.ofArticle("source", this.columns.article.keys[row]);
  }

  async show(state) {
    const [columns, failures] = await Promise.all([shard("rejections"), shard("failures")]);
    this.columns ??= openColumns(columns);
    this.failures = failures;
    this.count();
    const failing = state.show === "failures";
    const chip = (change, label, number, current) => el("a", { class: "chip", href: hashOf({ fact: "", article: "", at: "", ...change }, state), "aria-current": current ? "true" : null }, `${label} `, el("b", {}, COUNT.format(number)));
    this.chips.replaceChildren(
      chip({ show: "", reason: "" }, "all", this.columns.quote.keys.length, !failing && !state.reason),
      ...this.counts.map(([reason, number]) => chip({ show: "", reason }, words(reason), number, !failing && state.reason === reason)),
      chip({ show: "failures", reason: "" }, "failures", failures.length, failing));
    [this.grid.element.hidden, this.search.hidden, this.failed.hidden] = [failing, failing, !failing];
    if (failing) this.showFailures();
    else if (this.reason !== state.reason) this.refill(state.reason);
    this.grid.mark(state.article ? this.rowAt(Number(state.article), Number(state.at)) : -1);
  }

  rowAt(article, start) {
    const { article: articles, start: starts } = this.columns;
    return articles.keys.findIndex((key, row) => key === article && starts.keys[row] === start);
  }

  count() {
    if (this.counts) return;
    const { values, keys } = this.columns.reason;
    const counts = new Uint32Array(values.length);
    keys.forEach((key) => { counts[key] += 1; });
    this.counts = values.map((value, at) => [value, counts[at]]).sort((one, other) => other[1] - one[1]);
  }

  refill(reason = this.reason) {
    this.reason = reason;
    const { context, reason: reasons, article } = this.columns;
    this.lowered ??= context.values.map((value) => value.toLowerCase());
    const word = this.search.value.trim().toLowerCase();
    const hit = this.lowered.map((value) => value.includes(word));
    const wanted = reasons.values.indexOf(reason);
    const rows = [];
    context.keys.forEach((key, row) => { if (hit[key] && (!reason || reasons.keys[row] === wanted)) rows.push(row); });
    const { keys: source } = this.facts.articles.source;
    rows.sort((one, other) => source[article.keys[one]] - source[article.keys[other]] || one - other);
    this.grid.show(rows);
  }

  showFailures() {
    const heads = ["source", "stage", "what was wrong"].map((head) => el("th", { scope: "col" }, head));
    const line = ({ source, stage, error }) => el("tr", {}, el("td", {}, said(source)), el("td", {}, said(stage)), el("td", {}, said(error)));
    this.failed.replaceChildren(this.failures.length
      ? el("table", { class: "lines" }, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, this.failures.slice(0, 2_000).map(line)))
      : el("p", { class: "empty" }, "Every article could be read and processed."));
  }
}
