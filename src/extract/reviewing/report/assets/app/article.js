// An article with every span that was found in it, and one fact of it explained.

const LAYERS = [
  { name: "fact", label: "quantities", shown: true },
  { name: "place", label: "places", shown: true },
  { name: "period", label: "periods", shown: true },
  { name: "programme", label: "programmes", shown: true },
  { name: "rejection", label: "not facts", shown: false },
];

// What a reader looks for first stands first.
const FIELD_ORDER = ["value", "unit", "modifier", "per", "indicator", "place", "period", "programme", "topic"];
const fieldRank = ([field]) => (FIELD_ORDER.includes(field) ? FIELD_ORDER.indexOf(field) : FIELD_ORDER.length);

/** The id of a rule; a long one breaks at its dots. */
const ruleName = (rule) => el("code", {}, rule.split(".").flatMap((part, at) => (at ? [".", el("wbr"), ...show(part)] : show(part))));

const COVERS = matchMedia("(max-width: 960px)");

/** Slices of a text by code points, as all offsets count. */
function slicer(text) {
  if (!/[\ud800-\udfff]/.test(text)) return (start, end) => text.slice(start, end);
  const points = Array.from(text);
  return (start, end) => points.slice(start, end).join("");
}

/** Cut spans that overlap into pieces: [start, end, the spans that cover it]. */
function cut(spans, end) {
  const edges = new Set([0, end]);
  for (const span of spans) edges.add(span.start).add(span.end);
  const places = [...edges].sort((one, other) => one - other);
  const starting = [...spans].sort((one, other) => one.start - other.start || other.end - one.end);
  const pieces = [];
  let open = [];
  let next = 0;
  for (let at = 0; at + 1 < places.length; at += 1) {
    while (next < starting.length && starting[next].start <= places[at]) open.push(starting[next++]);
    open = open.filter((span) => span.end > places[at]);
    pieces.push([places[at], places[at + 1], open.slice()]);
  }
  return pieces;
}

class ArticlePanel {
  /**
   * @param {Facts} facts all of them
   * @param {object} meta of the report
   * @param {(row: number, step: number) => number} neighbours the fact before or after another one
   * @param {(row: number) => Promise<Array>} changesOf how a fact differs from that of an earlier output
   * @param {Reviews} reviews what the reader says of facts
   */
  constructor(facts, meta, neighbours, changesOf, reviews) {
    this.facts = facts;
    this.meta = meta;
    this.neighbours = neighbours;
    this.changesOf = changesOf;
    this.reviews = reviews;
    this.element = el("aside", { class: "article", "aria-label": "Article", hidden: true, tabindex: "-1" });
  }

  async open(state) {
    const row = state.fact ? this.facts.find(state.fact) : -1;
    const number = row >= 0 ? this.facts.number("article", row) : Number(state.article || -1);
    if (number < 0 || number >= this.facts.articles.source.keys.length) return this.close();
    const wanted = `${state.tab} ${number} ${row} ${state.at}`;
    if (wanted === this.wanted) return undefined;
    this.wanted = wanted;
    const [article, changes] = await Promise.all([this.read(number), row < 0 ? [] : this.changesOf(row)]);
    this.changes = changes;
    if (wanted !== this.wanted) return undefined;
    this.show(number, article, row, Number(state.at || -1));
    return undefined;
  }

  close() {
    this.wanted = null;
    this.shown = null;
    this.element.hidden = true;
  }

  async read(number) {
    const starts = this.meta.text_shards;
    let at = 0;
    while (starts[at + 1] <= number) at += 1;
    return (await shard(`texts-${at}`))[number - starts[at]];
  }

  show(number, article, row, at) {
    this.article = article;
    this.row = row;
    this.fact = row < 0 ? null : article.facts[row - this.facts.firstRow[number]];
    this.at = at;
    const again = this.shown === number;
    this.shown = number;
    this.element.hidden = false;
    if (!again) this.element.replaceChildren(this.head(number), this.legend(), this.text(), this.detail());
    else {
      this.element.querySelector(".text").replaceWith(this.text());
      this.element.querySelector(".detail").replaceWith(this.detail());
      this.element.querySelector(".article-head").replaceWith(this.head(number));
    }
    this.reveal(again);
    // Where the article covers the page, whoever uses keys or a reader of the screen must be in it.
    if (!again && COVERS.matches) this.element.focus();
  }

  head(number) {
    const of = (name) => this.facts.ofArticle(name, number);
    const about = [of("source"), of("publisher"), this.article.author, spellDay(of("published"))].filter(Boolean).join(" · ");
    const { url } = this.article;
    // An address that is none of the web is shown, never followed.
    const link = /^https?:\/\//i.test(url ?? "") ? el("a", { href: url, rel: "noreferrer noopener", target: "_blank" }, said(url)) : said(url ?? "");
    const step = (by, label, sign) => {
      const row = this.row < 0 ? -1 : this.neighbours(this.row, by);
      return el("button", { type: "button", class: "icon", "aria-label": label, title: label, disabled: row < 0, click: () => this.go(row) }, sign);
    };
    return el("header", { class: "article-head" },
      el("div", {}, el("h2", {}, said(of("title") ?? of("source"))), el("p", { class: "soft small" }, show(about), url ? [" · ", link] : [])),
      el("div", { class: "tools" }, step(-1, "Fact before (k)", "↑"), step(1, "Next fact (j)", "↓"),
        el("button", { type: "button", class: "icon close", "aria-label": "Close the article (Esc)", title: "Close (Esc)", click: () => go({ fact: "", article: "", at: "" }) }, "×")));
  }

  go(row) {
    go({ fact: this.facts.id(row), article: "", at: "" }, true);
  }

  step(by) {
    const row = this.row < 0 ? -1 : this.neighbours(this.row, by);
    if (row >= 0) this.go(row);
  }

  /** Say something of the fact that is open: it is right, or none. */
  say(action) {
    if (this.fact) this.reviews.say({ ...this.fact, quote: this.facts.word("quote", this.row) }, action);
  }

  /** Show the fact that is open anew, its text as it stands. */
  refresh() {
    if (this.fact) this.element.querySelector(".detail").replaceWith(this.detail());
  }

  legend() {
    const tick = (layer) => el("label", { class: `layer hl-${layer.name}` },
      el("input", { type: "checkbox", checked: layer.shown, change: (event) => { layer.shown = event.target.checked; this.showLayers(); } }), " ", layer.label);
    this.showLayers();
    return el("div", { class: "legend", role: "group", "aria-label": "What is marked" }, LAYERS.map(tick));
  }

  showLayers() {
    for (const { name, shown } of LAYERS) this.element.classList.toggle(`hide-${name}`, !shown);
  }

  spans() {
    const { facts, mentions, rejections } = this.article;
    const first = this.facts.firstRow[this.shown];
    const found = facts.map((fact, at) => ({ start: fact.start, end: fact.end, layer: "fact", row: first + at, title: "a fact" }));
    for (const [start, end, type, id, name, rule] of mentions) {
      found.push({ start, end, layer: type, leads: start, here: start === this.at, title: [name, id && id !== name ? id : null, rule].filter(Boolean).join(" · ") });
    }
    for (const [start, end, reason, rule] of rejections) {
      found.push({ start, end, layer: "rejection", leads: start, title: `no fact: ${words(reason)} · ${rule}`, here: start === this.at });
    }
    for (const [field, , rules, spans] of this.fact?.fields ?? []) {
      for (const [start, end] of spans) found.push({ start, end, layer: "evidence", field, title: `${field} of the fact · ${rules.join(", ")}` });
    }
    if (this.fact) found.push({ start: this.fact.sentence[0], end: this.fact.sentence[1], layer: "sentence" });
    return found;
  }

  text() {
    const slice = slicer(this.article.text);
    const length = /[\ud800-\udfff]/.test(this.article.text) ? Array.from(this.article.text).length : this.article.text.length;
    const labelled = new Set();
    const pieces = cut(this.spans(), length).map(([start, end, spans]) => this.piece(slice(start, end), spans, end, labelled));
    return el("div", { class: "text", dir: "auto", tabindex: "0", role: "document", "aria-label": "Text of the article" }, pieces);
  }

  piece(text, spans, end, labelled) {
    if (!spans.length) return show(text);
    const fact = spans.find(({ layer }) => layer === "fact");
    const classes = spans.map(({ layer }) => `hl-${layer}`);
    const fields = spans.filter((span) => span.layer === "evidence" && span.end === end).map(({ field }) => field);
    const fresh = [...new Set(fields)].filter((field) => !labelled.has(`${field} ${end}`));
    for (const field of fresh) labelled.add(`${field} ${end}`);
    const current = fact && fact.row === this.row;
    if (current || spans.some(({ here }) => here)) classes.push("current");
    const title = spans.map((span) => span.title).filter(Boolean).join("\n");
    const attributes = { class: [...new Set(classes)].join(" "), title: title || null, "data-fields": fresh.join(", ") || null };
    const leads = spans.findLast((span) => span.leads !== undefined);
    if (!fact && !leads) return el("span", attributes, show(text));
    if (!fact) return el("a", { ...attributes, href: this.placeOf(leads.leads), tabindex: leads.layer === "rejection" ? "-1" : null }, show(text));
    return el("a", { ...attributes, href: hashOf({ fact: this.facts.id(fact.row), article: "", at: "" }), "data-fact": this.facts.id(fact.row),
      "aria-current": current ? "true" : null, title: title || null }, show(text));
  }

  /** The address of something in the article that is no fact. */
  placeOf(start) {
    return hashOf({ fact: "", article: String(this.shown), at: String(start) });
  }

  reveal(smoothly) {
    const current = this.element.querySelector(".text .current") ?? this.element.querySelector(".text .hl-sentence");
    const behavior = smoothly && !matchMedia("(prefers-reduced-motion: reduce)").matches ? "smooth" : "instant";
    current?.scrollIntoView({ block: "center", behavior });
  }

  detail() {
    if (!this.fact) {
      // The year of a period is both: a mention, and a number that is no fact.
      const found = [this.rejected(), this.mentioned()].filter(Boolean);
      const hint = el("p", { class: "soft" }, "Choose something that is marked in the text.");
      return el("div", { class: "detail", tabindex: "0", role: "region", "aria-label": "What it is" }, found.length ? found : hint);
    }
    const { facts, row, fact } = this;
    const slice = slicer(this.article.text);
    const spell = { period: () => facts.period(row), movement: () => facts.movement(row).replace(", planned", "") };
    const reason = ([field, value, rules, spans]) => el("tr", {},
      el("th", { scope: "row" }, field), el("td", {}, said(spell[field]?.() ?? words(value))),
      el("td", {}, spans.map(([start, end]) => el("button", { type: "button", class: "words", title: "show it in the text", click: () => this.flash(start) },
        said(slice(start, end).replace(/\s+/g, " "))))),
      el("td", {}, rules.map(ruleName)));
    const together = fact.movement ? this.article.facts.filter((one) => one.movement === fact.movement && one !== fact) : [];
    const movement = together.length ? [el("tr", {}, el("th", { scope: "row" }, "moves with"), el("td", { colspan: "3" }, together.map((one) =>
      el("a", { class: "words", href: hashOf({ fact: one.id.slice(0, 12), article: "", at: "" }) }, said(slice(one.start, one.end))))))] : [];
    const more = Object.entries(fact.more).map(([name, value]) => el("tr", {}, el("th", { scope: "row" }, words(name)), el("td", { colspan: "3" }, said(value))));
    const heads = ["field", "value", "from the words", "by the rules"].map((head) => el("th", { scope: "col" }, head));
    return el("div", { class: "detail", tabindex: "0", role: "region", "aria-label": "The fact" },
      el("p", { class: "cite" }, said(facts.word("quote", row), { class: "quote" }),
        el("span", { class: "soft small" }, ` ${fact.more.page ? `page ${fact.more.page} · ` : ""}characters ${fact.start}–${fact.end} · fact ${fact.id.slice(0, 12)}`)),
      this.reviews.bar({ ...fact, quote: facts.word("quote", row) }),
      this.changes.length ? el("p", { class: "was" }, "changed since the earlier output: ", this.changes) : null,
      el("table", {}, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, [...fact.fields].sort((one, other) => fieldRank(one) - fieldRank(other)).map(reason), movement, more)));
  }

  /** A place, period or programme: what it is linked to, by which rule, and the facts that rest on it. */
  mentioned() {
    const found = this.article.mentions.find(([start]) => start === this.at);
    if (!found) return null;
    const [start, end, type, id, name, rule] = found;
    const touches = ([from, to]) => from < end && start < to;
    const uses = this.article.facts.filter(({ fields }) => fields.some(([, , , spans]) => spans.some(touches)));
    const link = ({ id: fact, start: from, end: to }) => el("a", { class: "words", href: hashOf({ fact: fact.slice(0, 12), article: "", at: "" }) }, said(slicer(this.article.text)(from, to)));
    const facet = { place: name, programme: name }[type];
    return [
      el("p", { class: "cite" }, said(slicer(this.article.text)(start, end), { class: "quote" }), ` ${type} `, said([name, id === name ? "" : id].filter(Boolean).join(", ")), " ", ruleName(rule),
        el("span", { class: "soft small" }, ` characters ${start}–${end}`)),
      el("p", {}, uses.length ? ["facts that rest on it: ", uses.map(link)] : "no fact rests on it"),
      facet ? el("p", {}, el("a", { href: hashOf({ tab: "facts", facets: { [type]: [facet] }, fact: "", article: "", at: "" }) }, `all facts of this ${type}`)) : null];
  }

  rejected() {
    const found = this.article.rejections.find(([start]) => start === this.at);
    if (!found) return null;
    const [start, end, reason, rule] = found;
    return el("p", { class: "cite" }, said(slicer(this.article.text)(start, end), { class: "quote" }),
      ` is no fact: ${words(reason)} `, ruleName(rule), el("span", { class: "soft small" }, ` characters ${start}–${end}`));
  }

  /** Bring the words at an offset into view, and show for a moment which they are. */
  flash(start) {
    const wanted = slicer(this.article.text)(0, start).length;
    const walker = document.createTreeWalker(this.element.querySelector(".text"), NodeFilter.SHOW_TEXT);
    for (let at = 0, node = walker.nextNode(); node; node = walker.nextNode()) {
      at += node.data.length;
      if (at <= wanted) continue;
      node.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
      node.parentElement.classList.add("flash");
      setTimeout(() => node.parentElement.classList.remove("flash"), 1_200);
      return;
    }
  }
}
