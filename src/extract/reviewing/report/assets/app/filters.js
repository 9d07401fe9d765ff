// The bar of filters above the overview and the facts.

const OPTIONS_SHOWN = 200;

/** Give a box of choices a name; the list that it stands for is for nobody's ears. */
function nameBox(box, attribute, name) {
  box.control_input.setAttribute(attribute, name);
  box.input.setAttribute("aria-hidden", "true");
}

class FilterBar {
  constructor(facts, done) {
    this.facts = facts;
    this.done = done;
    this.selects = new Map();
    this.search = el("input", {
      type: "search", id: "search", placeholder: "Search sentences, places, titles …", autocomplete: "off",
      "aria-label": "Search", "aria-keyshortcuts": "/", enterkeyhint: "search",
      keydown: (event) => this.follow(event),
      input: soon(() => go({ q: this.search.value.trim(), fact: "" }, true), 120),
    });
    this.from = this.yearInput("from", "from year");
    this.to = this.yearInput("to", "to year");
    this.within = el("input", {
      type: "checkbox", id: "within", change: () => go({ within: this.within.checked ? "" : "no" }, true),
    });
    this.moreButton = el("button", { type: "button", class: "quiet", "aria-expanded": "false", click: () => this.toggleMore() }, "More filters");
    this.clearButton = el("button", { type: "button", class: "quiet", click: () => this.clear() }, "Clear");
    this.openButton = el("button", { type: "button", class: "filters-open", "aria-expanded": "false", click: () => this.toggleOpen() }, "Filters");
    this.element = this.layOut();
  }

  layOut() {
    const field = ({ name, label, more }) => {
      const select = el("select", { multiple: true, id: `filter-${name}` });
      this.selects.set(name, { select, more });
      return el("div", { class: `field${more ? " more" : ""}` }, el("label", { for: `filter-${name}-ts-control`, id: `label-${name}` }, label), select);
    };
    const years = el("div", { class: "field years" }, el("span", { class: "label" }, "Years"), el("div", { class: "pair" }, this.from, "–", this.to));
    const within = el("label", { class: "field tick more", for: "within" }, this.within, "with the places inside a place");
    const first = FACETS.filter(({ more }) => !more).map(field);
    const rest = FACETS.filter(({ more }) => more).map(field);
    return el("form", { class: "filters", role: "search", "aria-label": "Filters", submit: (event) => event.preventDefault() },
      el("div", { class: "field search" }, this.search, this.openButton),
      el("div", { class: "facets" }, first, years, rest, within, el("div", { class: "field actions" }, this.moreButton, this.clearButton)));
  }

  /** "Enter" leads from the search to what was found. */
  follow(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    go({ tab: "facts", q: this.search.value.trim() }, true);
    setTimeout(this.done);
  }

  yearInput(name, label) {
    const input = el("input", {
      type: "number", id: `year-${name}`, placeholder: label.split(" ")[0], "aria-label": label, min: 1, max: 9999, inputmode: "numeric",
      input: soon(() => go({ [name]: /^\d{4}$/.test(input.value) ? input.value : "" }, true), 250),
    });
    return input;
  }

  /** The lists of choices are made when the bar is first seen: with many places they take a moment. */
  start() {
    if (this.started) return;
    this.started = true;
    for (const [name, { select }] of this.selects) this.selects.get(name).box = this.makeBox(name, select);
    const { review } = this.facts.columns;
    this.selects.get("review").select.closest(".field").hidden = !review.values.length;
  }

  makeBox(name, select) {
    const all = countValues(this.facts, this.facts.order, name);
    const box = new TomSelect(select, {
      options: all.map(([value, count], at) => ({ value, text: `${value} ${words(value)}`, count, $order: at })),
      plugins: ["remove_button"],
      maxOptions: OPTIONS_SHOWN,
      placeholder: "any",
      hidePlaceholder: true,
      closeAfterSelect: true,
      searchField: ["text"],
      sortField: [{ field: "$score" }, { field: "$order" }],
      render: {
        option: ({ value, count }) => el("div", {}, said(words(value)), el("span", { class: "count" }, COUNT.format(count))),
        item: ({ value }) => el("div", {}, said(words(value))),
        no_results: () => el("div", { class: "no-results" }, "nothing like that"),
      },
      onChange: (chosen) => { if (!this.filling) this.choose(name, chosen); },
    });
    nameBox(box, "aria-labelledby", `label-${name}`);
    return box;
  }

  choose(name, chosen) {
    const facets = { ...readState().facets };
    if (chosen.length) facets[name] = chosen;
    else delete facets[name];
    go({ facets, fact: "" });
  }

  /** Show what a state asks for. */
  fill(state) {
    this.start();
    this.filling = true;
    for (const [name, { box }] of this.selects) {
      const wanted = state.facets[name] ?? [];
      if (wanted.join("\n") !== box.items.join("\n")) box.setValue(wanted, true);
    }
    this.filling = false;
    for (const [input, value] of [[this.search, state.q], [this.from, state.from], [this.to, state.to]]) {
      if (document.activeElement !== input) input.value = value;
    }
    this.within.checked = state.within !== "no";
    const count = countFilters(state);
    this.clearButton.hidden = !count;
    this.openButton.replaceChildren(count ? `Filters (${count})` : "Filters");
    const hidden = [...this.selects].filter(([name, { more }]) => more && state.facets[name]).length;
    if (hidden) this.toggleMore(true);
  }

  toggleMore(wanted) {
    const shown = this.element.classList.toggle("with-more", wanted);
    this.moreButton.replaceChildren(shown ? "Fewer filters" : "More filters");
    this.moreButton.setAttribute("aria-expanded", String(shown));
  }

  toggleOpen() {
    this.openButton.setAttribute("aria-expanded", String(this.element.classList.toggle("open")));
  }

  clear() {
    this.search.value = "";
    go({ facets: {}, q: "", from: "", to: "", within: "", fact: "" });
  }
}
