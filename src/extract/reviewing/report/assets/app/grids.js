// Tables of any length: SlickGrid draws the rows that are seen. On a phone a row is a card.

const PHONE = matchMedia("(max-width: 720px)");
const ROW = 34;
const CARD = 98;
const NARROW = 860;

class Grid {
  /**
   * @param {object} plan label; columns: [{id, name, width, cell(row) -> nodes, class}]; card(row) -> nodes;
   *   narrow: ids of the columns that are shown where there is little room; open(row): a row was chosen; sortable: ids that sort; sort(id): a heading was chosen.
   */
  constructor(plan) {
    this.plan = plan;
    this.rows = [];
    this.element = el("div", { class: "grid", "aria-label": plan.label });
    PHONE.addEventListener("change", () => this.rebuild());
    new ResizeObserver(() => this.fit()).observe(this.element);
  }

  fit() {
    if (!this.element.clientHeight) return;
    if (!this.grid) return this.build();
    if (this.isNarrow() !== this.narrow) return this.rebuild();
    this.grid.resizeCanvas();
    return this.mark(this.marked);
  }

  isNarrow() {
    return this.element.clientWidth < NARROW;
  }

  rebuild() {
    const held = this.element.contains(document.activeElement);
    this.grid?.destroy();
    this.grid = null;
    this.element.replaceChildren();
    this.fit();
    if (held) this.focus();
  }

  build() {
    const { plan } = this;
    this.narrow = this.isNarrow();
    const provider = { getLength: () => this.rows.length, getItem: (at) => ({ row: this.rows[at] }), getItemMetadata: (at) => this.metadata(at) };
    this.grid = new Slick.Grid(this.element, provider, PHONE.matches ? this.cardColumn() : this.columns(), {
      enableHtmlRendering: false, enableCellNavigation: true, enableColumnReorder: false, forceFitColumns: true,
      rowHeight: PHONE.matches ? CARD : (plan.rowHeight ?? ROW), headerRowHeight: ROW, showColumnHeader: !PHONE.matches, fullWidthRows: true,
      suppressCssChangesOnHiddenInit: true,
    });
    this.grid.onClick.subscribe((_, { row }) => plan.open(this.rows[row]));
    this.grid.onKeyDown.subscribe((event, { row }) => this.key(event.getNativeEvent?.() ?? event, row));
    this.grid.onActiveCellChanged.subscribe((_, { row }) => this.moved(row));
    this.grid.onSort.subscribe((_, { columnId, sortCol }) => plan.sort?.(columnId ?? sortCol.id));
    this.showSort();
    this.mark(this.marked);
  }

  columns() {
    const wanted = this.plan.columns.filter(({ id }) => !this.narrow || !this.plan.narrow || this.plan.narrow.includes(id));
    return wanted.map(({ id, name, width, cell, class: cssClass, minWidth = 60 }) => ({
      id, name, width, minWidth, cssClass: `cell-${id} ${cssClass ?? ""}`, sortable: this.plan.sortable?.includes(id) ?? false,
      formatter: (_row, _cell, _value, _column, item) => el("span", {}, cell(item.row)),
    }));
  }

  cardColumn() {
    const formatter = (_row, _cell, _value, _column, item) => el("div", { class: "card" }, this.plan.card(item.row));
    return [{ id: "card", name: "", width: 300, cssClass: "cell-card", formatter }];
  }

  metadata(at) {
    return this.rows[at] === this.marked ? { cssClasses: "marked" } : null;
  }

  /** Show other rows, from the first on. */
  show(rows) {
    this.rows = rows;
    if (!this.grid) return this.fit();
    this.grid.resetActiveCell();
    this.grid.invalidateAllRows();
    this.grid.updateRowCount();
    this.grid.scrollRowToTop(0);
    this.grid.render();
  }

  /** Mark a row as the one that is open, and bring it into view. */
  mark(row) {
    const before = this.marked;
    this.marked = row;
    if (!this.grid) return;
    const at = this.rows.indexOf(row);
    this.grid.invalidateRows([this.rows.indexOf(before), at].filter((one) => one >= 0));
    this.grid.render();
    if (at >= 0) this.grid.scrollRowIntoView(at, false);
  }

  /** Draw a row anew. */
  redraw(row) {
    const at = this.rows.indexOf(row);
    if (!this.grid || at < 0) return;
    this.grid.invalidateRows([at]);
    this.grid.render();
  }

  showSort() {
    const sort = this.sorted;
    if (!sort || !this.grid || PHONE.matches) return;
    const shown = this.grid.getColumnIndex(sort.column) !== undefined;
    this.grid.setSortColumns(shown ? [{ columnId: sort.column, sortAsc: !sort.descending }] : []);
  }

  key(event, row) {
    if (event.key !== "Enter" && event.key !== " ") return;
    this.plan.open(this.rows[row]);
    event.preventDefault();
    event.stopImmediatePropagation?.();
  }

  moved(row) {
    if (row !== undefined && row !== null) this.plan.moved?.(this.rows[row]);
  }

  focus() {
    if (!this.grid || !this.rows.length) return;
    const at = Math.max(this.rows.indexOf(this.marked), 0);
    this.grid.setActiveCell(at, 0);
    this.grid.focus();
  }
}
