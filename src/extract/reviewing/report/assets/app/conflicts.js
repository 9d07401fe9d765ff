// Contradictions, each with both citations.

const PAGE = 40;
const REASONS = {
  value: "different numbers for the same",
  direction: "up and down for the same",
  part_exceeds_whole: "a part greater than its whole",
  share_over_100: "a share of more than all",
  jump: "a hundred times as much within a few years",
};

class ConflictsTab {
  constructor(facts, conflicts) {
    this.facts = facts;
    this.conflicts = conflicts;
    this.chips = el("div", { class: "chips", role: "group", "aria-label": "Reason" });
    this.search = el("input", { type: "search", "aria-label": "Search the conflicts", placeholder: "Search …", input: soon(() => this.refill(), 120) });
    this.list = el("ol", { class: "conflicts-list" });
    this.more = el("button", { type: "button", class: "quiet", click: () => this.add() }, "Show more");
    this.element = el("section", { class: "conflicts", "aria-label": "Conflicts" }, el("div", { class: "bar" }, this.chips, el("span", { class: "push" }), this.search), this.list, this.more);
  }

  show(state) {
    const counts = new Map();
    for (const { reason } of this.conflicts) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    const chip = (reason, label, count) => el("a", { class: "chip", href: hashOf({ reason, fact: "" }, state), "aria-current": state.reason === reason ? "true" : null }, `${label} `, el("b", {}, COUNT.format(count)));
    this.chips.replaceChildren(...(counts.size ? [chip("", "all", this.conflicts.length), ...[...counts].map(([reason, count]) => chip(reason, REASONS[reason] ?? words(reason), count))] : []));
    if (this.reason !== state.reason) this.refill(state.reason);
  }

  refill(chosen = this.reason) {
    this.reason = chosen;
    const word = this.search.value.trim().toLowerCase();
    this.wanted = this.conflicts.filter(({ reason, explanation }) => (!chosen || reason === chosen) && explanation.toLowerCase().includes(word));
    this.list.replaceChildren();
    this.shown = 0;
    this.add();
    if (!this.wanted.length) this.list.append(el("li", { class: "empty" }, this.conflicts.length ? "No conflict like that." : "No two facts of this output contradict each other."));
  }

  add() {
    this.list.append(...this.wanted.slice(this.shown, this.shown + PAGE).map((one) => this.item(one)));
    this.shown += PAGE;
    this.more.hidden = this.shown >= this.wanted.length;
  }

  item({ reason, explanation, facts }) {
    return el("li", {}, el("p", { class: "why" }, el("span", { class: "kind" }, REASONS[reason] ?? words(reason)), " ", said(explanation)),
      el("div", { class: "sides" }, facts.map(([row, sources]) => this.side(row, sources))));
  }

  side(row, sources) {
    const { facts } = this;
    const day = spellDay(facts.ofArticle("published", facts.number("article", row)));
    return el("a", { class: "side", href: hashOf({ fact: facts.id(row), article: "", at: "" }) },
      el("p", {}, quoted(facts.sentences[facts.number("sentence", row)], facts.word("quote", row))),
      el("p", { class: "soft small" }, show([facts.source(row), day, facts.period(row), sources > 1 ? plural(sources, "article") : ""].filter(Boolean).join(" · "))));
  }
}

/** A sentence with its quote marked. */
function quoted(sentence, quote) {
  const at = sentence.indexOf(quote);
  if (at < 0) return said(sentence);
  return [said(sentence.slice(0, at)), el("mark", {}, show(quote)), said(sentence.slice(at + quote.length))];
}
