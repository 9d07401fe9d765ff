// The page: its head, its tabs, its keys; and which part shows what.

const THEMES = { "": "as the system", light: "light", dark: "dark" };
const KEYS = [
  ["/", "search"], ["1 … 6", "the tabs"], ["↑ ↓ PgUp PgDn", "through the table"], ["Enter", "open the article of a fact"],
  ["j k", "next fact, fact before"], ["a x", "the fact is right; it is none"], ["t", "the text of the article"], ["Esc", "close the article"], ["?", "these keys"],
];

class Page {
  constructor(meta, facts, series, conflicts) {
    this.meta = meta;
    this.facts = facts;
    this.finder = new Finder(facts, meta.parents);
    this.filters = new FilterBar(facts, () => this.table.grid.focus());
    this.overview = new Overview(facts, meta);
    this.overview.seriesCount = series.length;
    this.reviews = new Reviews(meta, (id) => this.reviewed(id));
    this.table = new FactsTab(facts, this.reviews);
    this.tabs = {
      overview: { label: "Overview", part: this.overview },
      facts: { label: "Facts", part: this.table },
      series: { label: "Series", part: new SeriesTab(facts, series, meta) },
      conflicts: { label: "Conflicts", part: new ConflictsTab(facts, conflicts), count: conflicts.length },
      leftovers: { label: "Not facts", part: new LeftoversTab(facts) },
    };
    if (meta.counts.changes !== null) this.tabs.changes = { label: "Changes", part: new ChangesTab(facts), count: meta.counts.changes };
    this.panel = new ArticlePanel(facts, meta, (row, step) => this.beside(row, step), (row) => this.tabs.changes?.part.changesOf(row) ?? [], this.reviews);
    this.help = this.makeHelp();
    this.main = el("main", { tabindex: "-1" }, this.filters.element, Object.values(this.tabs).map(({ part }) => part.element));
    this.nav = el("nav", { "aria-label": "Parts of the report" });
    this.element = [this.head(), el("div", { class: "work" }, this.main, this.panel.element), this.help, this.reviews.dialog];
  }

  head() {
    const { meta } = this;
    const about = [plural(meta.counts.facts, "fact"), plural(meta.counts.articles, "article"), (meta.run.started_at ?? "").slice(0, 10)].filter(Boolean).join(" · ");
    this.themeButton = el("button", { type: "button", class: "icon", click: () => this.turnTheme() }, "◐");
    return el("header", { class: "top" },
      el("div", { class: "brand" }, el("h1", {}, said(meta.name)), el("p", { class: "soft small" }, about)), this.nav,
      el("div", { class: "tools" }, this.reviews.button, this.themeButton,
        el("button", { type: "button", class: "icon", "aria-label": "Keys (?)", title: "Keys (?)", click: () => this.help.showModal() }, "?")));
  }

  makeHelp() {
    const { run } = this.meta;
    const about = [["run", run.run_id], ["version", run.code_version], ["rules", (run.rules_digest ?? "").slice(0, 12)], ["input", (run.inputs ?? []).join(", ")]];
    const list = (pairs) => el("dl", {}, pairs.filter(([, value]) => value).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, said(value))]));
    const dialog = el("dialog", { "aria-label": "Help" }, el("h2", {}, "Keys"), list(KEYS), el("h2", {}, "This output"), list(about),
      el("form", { method: "dialog" }, el("button", { class: "quiet" }, "Close")));
    return dialog;
  }

  start() {
    this.setTheme(this.keptTheme());
    addEventListener("hashchange", () => this.show());
    addEventListener("keydown", (event) => this.key(event));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.show(true));
    this.show();
  }

  show(again = false) {
    const state = readState();
    if (!this.tabs[state.tab]) state.tab = "overview";
    const asked = JSON.stringify(queryOf(state));
    if (asked !== this.asked) [this.asked, this.rows] = [asked, this.finder.find(queryOf(state))];
    for (const [name, { part }] of Object.entries(this.tabs)) part.element.hidden = name !== state.tab;
    this.filters.element.hidden = !["overview", "facts"].includes(state.tab);
    if (!this.filters.element.hidden) this.filters.fill(state);
    this.main.className = `on-${state.tab}`;
    this.showNav(state);
    const { part } = this.tabs[state.tab];
    const drawn = `${state.tab} ${asked} ${document.documentElement.dataset.theme}`;
    if (part === this.overview) {
      if (again || drawn !== this.drawn) part.show(this.rows, state);
    } else if (part === this.table) part.show(this.rows, state);
    else part.show(state);
    this.drawn = drawn;
    this.panel.open(state);
    document.body.classList.toggle("with-article", Boolean(state.fact || state.article));
  }

  /** Something else was said of a fact. */
  reviewed(id) {
    this.panel.refresh();
    this.table.grid.redraw(this.facts.find(id));
  }

  showNav(state) {
    const link = ([name, { label, count }]) => el("a", {
      href: hashOf({ tab: name, fact: "", article: "", at: "", reason: "", show: "" }, state), "aria-current": name === state.tab ? "page" : null,
    }, label, " ", count ? el("span", { class: "count" }, COUNT.format(count)) : null);
    this.nav.replaceChildren(...Object.entries(this.tabs).map(link));
    const current = this.nav.querySelector("[aria-current]");
    this.nav.scrollLeft = current.offsetLeft - (this.nav.clientWidth - current.offsetWidth) / 2;
  }

  /** The fact beside another one: in the table, else in the article. */
  beside(row, step) {
    if (readState().tab === "facts") return this.table.beside(row, step);
    const next = row + step;
    const { keys } = this.facts.columns.article;
    return next >= 0 && next < this.facts.size && keys[next] === keys[row] ? next : -1;
  }

  key(event) {
    const writing = /^(input|select|textarea)$/i.test(event.target.tagName) || event.target.isContentEditable;
    if (event.ctrlKey || event.metaKey || event.altKey || this.help.open || this.reviews.dialog.open) return;
    if (event.key === "Escape") return writing ? event.target.blur() : this.closeArticle();
    if (writing) return undefined;
    const action = this.actionOf(event.key);
    if (!action) return undefined;
    event.preventDefault();
    return action();
  }

  actionOf(key) {
    const names = Object.keys(this.tabs);
    if (/^[1-9]$/.test(key) && names[key - 1]) return () => { this.nav.children[key - 1].click(); this.main.focus(); };
    return {
      "/": () => { if (this.filters.element.hidden) go({ tab: "facts", fact: "" }); setTimeout(() => this.filters.search.focus()); },
      j: () => this.panel.step(1),
      k: () => this.panel.step(-1),
      a: () => this.panel.say("accept"),
      x: () => this.panel.say("reject"),
      t: () => this.panel.element.querySelector(".text")?.focus(),
      "?": () => this.help.showModal(),
    }[key];
  }

  closeArticle() {
    if (this.panel.element.hidden) return;
    go({ fact: "", article: "", at: "" });
    if (readState().tab === "facts") setTimeout(() => this.table.grid.focus());
  }

  keptTheme() {
    try {
      return localStorage.getItem("extract-theme") ?? "";
    } catch {
      return "";
    }
  }

  setTheme(theme) {
    document.documentElement.dataset.theme = theme in THEMES ? theme : "";
    const label = `Colours: ${THEMES[document.documentElement.dataset.theme]}`;
    this.themeButton.setAttribute("aria-label", label);
    this.themeButton.title = label;
  }

  turnTheme() {
    const dark = getComputedStyle(document.documentElement).colorScheme === "dark"
      || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
    this.setTheme(dark ? "light" : "dark");
    try {
      localStorage.setItem("extract-theme", document.documentElement.dataset.theme);
    } catch {
      // A page from disk may be kept from remembering anything; then it does not.
    }
    this.show(true);
  }
}

async function open() {
  const place = document.getElementById("app");
  try {
    const [meta, columns, sentences, series, conflicts] = await Promise.all(["meta", "facts", "sentences", "series", "conflicts"].map(shard));
    const page = new Page(meta, new Facts(columns, sentences), series, conflicts);
    place.replaceChildren(...page.element);
    page.start();
    document.documentElement.dataset.ready = "yes";
  } catch (error) {
    place.replaceChildren(el("p", { class: "loading" }, `The report cannot be shown: ${error.message}`));
    throw error;
  }
}

open();
