// What a reader says of facts: right, no fact, or another value. Kept here until it is saved as a sheet for
// "extract correct OUTPUT --from reviews.csv".

const SIGNS = { accept: "✓", reject: "✗", set: "✎" };
const SHEET = ["fact_id", "action", "field", "value", "note"];

class Reviews {
  /**
   * @param {object} meta of the report: run, folder, columns that may be set
   * @param {(id: string) => void} changed is told the fact of which something else is said
   */
  constructor(meta, changed) {
    this.meta = meta;
    this.changed = changed;
    this.key = `extract-reviews ${meta.run.run_id} ${meta.name}`;
    this.kept = this.read();
    this.button = el("button", { type: "button", class: "quiet reviews-open", click: () => this.list() });
    this.dialog = el("dialog", { class: "reviews", "aria-label": "Reviews" });
    this.count();
  }

  read() {
    try {
      return new Map(JSON.parse(localStorage.getItem(this.key) ?? "[]"));
    } catch {
      return new Map();
    }
  }

  /** Remember across visits, where the browser lets a page from disk remember. */
  keep(id) {
    try {
      localStorage.setItem(this.key, JSON.stringify([...this.kept]));
    } catch {
      // Then until the page is closed.
    }
    this.count();
    this.changed(id);
  }

  count() {
    this.button.hidden = !this.kept.size;
    this.button.replaceChildren(plural(this.kept.size, "review"));
  }

  /** What is said of a fact, by its whole id or its beginning. */
  of(id) {
    return this.kept.get(id.slice(0, 12));
  }

  say(fact, action, column, value, note = "") {
    const id = fact.id.slice(0, 12);
    const before = this.kept.get(id);
    if (action !== "set" && before?.action === action) this.kept.delete(id);
    else {
      const changes = action === "set" ? { ...(before?.action === "set" ? before.changes : {}), [column]: value } : {};
      this.kept.set(id, { id: fact.id, quote: fact.quote, action, changes, note: note || before?.note || "" });
    }
    this.keep(id);
  }

  /** The buttons beside a fact. */
  bar(fact) {
    const review = this.of(fact.id);
    const button = (action, label, key) => el("button", {
      type: "button", class: "quiet", "aria-pressed": String(review?.action === action), title: `${label} (${key})`, click: () => this.say(fact, action),
    }, `${SIGNS[action]} ${label}`);
    const changes = review?.action === "set" ? Object.entries(review.changes).map(([column, value]) => `${words(column)}: ${value}`).join(", ") : "";
    return el("div", { class: "review" }, button("accept", "Right", "a"), button("reject", "No fact", "x"), this.form(fact, review), said(changes, { class: "soft small" }));
  }

  form(fact, review) {
    const column = el("select", { "aria-label": "Column to set" }, this.meta.correctable.map((name) => el("option", { value: name }, words(name))));
    const value = el("input", { type: "text", "aria-label": "Its right value", placeholder: "right value; - for none", required: true });
    const note = el("input", { type: "text", "aria-label": "Why", placeholder: "why", value: review?.note ?? "" });
    const submit = (event) => {
      event.preventDefault();
      this.say(fact, "set", column.value, value.value.trim(), note.value.trim());
    };
    return el("details", {}, el("summary", { class: "quiet" }, `${SIGNS.set} Set right …`),
      el("form", { submit }, column, value, note, el("button", { class: "quiet" }, "Set")));
  }

  list() {
    const line = ([id, { quote, action, changes, note }]) => el("li", {},
      el("span", {}, SIGNS[action], " ", el("a", { href: hashOf({ tab: "facts", fact: id, article: "", at: "" }), click: () => this.dialog.close() }, said(quote)),
        said([...Object.entries(changes).map(([column, value]) => ` ${words(column)}: ${value}`), note ? ` (${note})` : ""].join(""), { class: "soft" })),
      el("button", { type: "button", class: "icon", "aria-label": "Take it back", click: () => { this.kept.delete(id); this.keep(id); this.list(); } }, "×"));
    const command = `extract correct ${this.meta.name} --from reviews.csv --rules my-rules`;
    this.dialog.replaceChildren(el("h2", {}, plural(this.kept.size, "review")), el("ul", {}, [...this.kept].map(line)),
      el("p", { class: "soft small" }, "Save them, then let them last: ", el("code", {}, show(command))),
      el("form", { method: "dialog" }, el("button", { type: "button", class: "quiet", click: () => this.save() }, "Save reviews.csv"), " ", el("button", { class: "quiet" }, "Close")));
    if (!this.dialog.open) this.dialog.showModal();
  }

  save() {
    const lines = [...this.kept.values()].flatMap(({ id, action, changes, note }) =>
      (action === "set" ? Object.entries(changes) : [["", ""]]).map(([column, value]) => [id, action, column, value, note]));
    saveCsv("reviews.csv", [SHEET, ...lines].map((line) => line.map(quoteCell)));
  }
}
