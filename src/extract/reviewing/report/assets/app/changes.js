// What changed since an earlier output: each fact as it was and as it is.

class ChangesTab {
  constructor(facts) {
    this.facts = facts;
    this.about = el("p", { class: "result" });
    this.chips = el("div", { class: "chips", role: "group", "aria-label": "Kind of change" });
    this.search = el("input", { type: "search", "aria-label": "Search the changes", placeholder: "Search …", input: soon(() => this.refill(), 120) });
    this.grid = new Grid({
      label: "Changes",
      rowHeight: 62,
      columns: [
        { id: "change", name: "Change", width: 76, minWidth: 76, cell: (at) => this.sign(at) },
        { id: "sentence", name: "Fact", width: 330, class: "two-lines", cell: (at) => this.cited(at) },
        { id: "fields", name: "Was and is", width: 300, class: "two-lines", cell: (at) => this.differences(at) },
        { id: "rules", name: "Rules", width: 170, class: "two-lines", cell: (at) => el("code", {}, show(this.word("rules", at))) },
        { id: "source", name: "Article", width: 130, cell: (at) => said(this.word("source", at)) },
      ],
      narrow: ["change", "sentence", "fields"],
      card: (at) => [
        el("div", { class: "card-head" }, el("span", { class: "quote" }, show(this.details[at][1][1])), this.sign(at)),
        el("div", { class: "clip" }, this.differences(at)), el("div", { class: "soft small" }, said(this.word("source", at)))],
      open: (at) => this.open(at),
    });
    this.element = el("section", { class: "changes fill", "aria-label": "Changes" }, this.about,
      el("div", { class: "bar" }, this.chips, el("span", { class: "push" }), this.search), this.grid.element);
  }

  word(name, at) {
    const { values, keys } = this.columns[name];
    return values[keys[at]];
  }

  sign(at) {
    const change = this.word("change", at);
    return el("span", { class: `kind change-${change}` }, change);
  }

  cited(at) {
    const [before, quote, after] = this.details[at][1];
    return [said(before), el("b", {}, show(quote)), said(after)];
  }

  differences(at) {
    return this.details[at][0].map(([field, was, is]) => el("span", { class: "difference" },
      field === "fact" ? null : el("span", { class: "soft" }, `${words(field)} `),
      was ? el("del", {}, show(words(was))) : null, was && is ? " → " : null, is ? el("ins", {}, show(words(is))) : null, " "));
  }

  /** A fact that is there opens in its article; of one that is gone, what is now in its place. */
  open(at) {
    const row = this.columns.row.keys[at];
    const article = this.columns.article.keys[at];
    if (row < this.facts.size) go({ fact: this.facts.id(row), article: "", at: "" });
    else if (article < this.facts.articles.source.keys.length) go({ fact: "", article: String(article), at: String(this.columns.start.keys[at]) });
  }

  async load() {
    const changes = await shard("changes");
    this.details = changes.details;
    this.columns ??= openColumns(changes.columns);
    return changes;
  }

  /** How a fact differs from that of the earlier output, as nodes. */
  async changesOf(row) {
    await this.load();
    const at = this.columns.row.keys.indexOf(row);
    if (at < 0) return [];
    return this.word("change", at) === "added" ? ["new"] : this.differences(at);
  }

  async show(state) {
    const { details, labels, heading, articles, by_field: byField } = await this.load();
    this.about.replaceChildren(said(`${labels[0]} → ${labels[1]}: ${heading}`), el("span", { class: "soft" }, ` · articles: ${articles}`));
    const chip = (reason, label, count) => el("a", { class: "chip", href: hashOf({ reason, fact: "", article: "", at: "" }, state), "aria-current": state.reason === reason ? "true" : null }, `${label} `, el("b", {}, COUNT.format(count)));
    this.chips.replaceChildren(chip("", "all", details.length), ...this.countChanges().map(([change, count]) => chip(change, change, count)),
      ...Object.entries(byField).map(([field, count]) => chip(`field ${field}`, words(field), count)));
    if (this.reason !== state.reason) this.refill(state.reason);
    this.grid.mark(this.find(state));
  }

  countChanges() {
    const { values, keys } = this.columns.change;
    const counts = new Uint32Array(values.length);
    keys.forEach((key) => { counts[key] += 1; });
    return values.map((value, at) => [value, counts[at]]);
  }

  refill(reason = this.reason) {
    this.reason = reason;
    const field = reason.startsWith("field ") ? reason.slice(6) : null;
    const word = this.search.value.trim().toLowerCase();
    const fits = this.columns.fields.values.map((value) => value.split(", ").includes(field));
    const rows = [];
    this.details.forEach((detail, at) => {
      const chosen = field ? fits[this.columns.fields.keys[at]] : !reason || this.word("change", at) === reason;
      if (chosen && (!word || this.textOf(at).includes(word))) rows.push(at);
    });
    this.grid.show(rows);
  }

  textOf(at) {
    return [this.word("source", at), this.word("rules", at), ...this.details[at].flat(2)].join(" ").toLowerCase();
  }

  find(state) {
    const row = state.fact ? this.facts.find(state.fact) : -1;
    return row < 0 ? -1 : this.columns.row.keys.indexOf(row);
  }
}
