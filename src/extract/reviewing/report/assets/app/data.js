// Shards of data: in the page itself, or in scripts beside it, since a page from disk may fetch nothing.

const opened = new Map();
const arriving = new Map();

window.extractShard = (name, content) => arriving.get(name)?.(content);

/** The value of a shard; it is read once. */
function shard(name) {
  if (!opened.has(name)) opened.set(name, shardText(name).then(unpack));
  return opened.get(name);
}

function shardText(name) {
  const inside = document.getElementById(`shard-${name}`);
  if (inside) return Promise.resolve(inside.textContent);
  return new Promise((resolve, reject) => {
    arriving.set(name, resolve);
    const failed = () => reject(new Error(`data/${name}.js is missing: keep the folder of the report together`));
    document.head.append(el("script", { src: `data/${name}.js`, error: failed }));
  });
}

function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

function unpack(base64) {
  const plain = new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain).json();
}

const WIDTHS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array };

/** A column: `keys` sorts and filters; `values` are its words, where it has words. */
function openColumn(encoded) {
  switch (encoded.kind) {
    case "numbers":
      return { ...encoded, keys: new Float64Array(bytesOf(encoded.data).buffer) };
    case "days":
      return { ...encoded, keys: new Int32Array(bytesOf(encoded.data).buffer) };
    case "ids":
      return encoded;
    default:
      return { ...encoded, keys: new WIDTHS[encoded.width](bytesOf(encoded.codes).buffer) };
  }
}

const openColumns = (columns) =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, openColumn(column)]));

// More rows than a report can have: rank and position of a row fit into one number, exactly.
const POSITIONS = 2 ** 26;

/** Rows in the order of their ranks; equal ones as they were. Numbers alone sort faster than with a function. */
function orderBy(rows, rankOf) {
  const keys = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) keys[at] = rankOf(rows[at]) * POSITIONS + at;
  keys.sort();
  const ordered = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) ordered[at] = rows[keys[at] % POSITIONS];
  return ordered;
}

/** The facts of the report, column by column. */
class Facts {
  constructor({ size, columns, articles }, sentences) {
    this.size = size;
    this.columns = openColumns(columns);
    this.articles = openColumns(articles);
    this.sentences = sentences;
    this.order = this.orderBySource();
    this.firstRow = this.findFirstRows();
  }

  /** The word in a cell; null where it is empty. */
  word(name, row) {
    const { values, keys } = this.columns[name];
    return values[keys[row]] ?? null;
  }

  number(name, row) {
    return this.columns[name].keys[row];
  }

  id(row) {
    const { data, length } = this.columns.id;
    return data.slice(row * length, (row + 1) * length);
  }

  /** The row of a fact by the beginning of its id; -1 if there is none. */
  find(id) {
    const { data, length } = this.columns.id;
    const wanted = id.slice(0, length);
    for (let at = data.indexOf(wanted); at >= 0; at = data.indexOf(wanted, at + 1)) {
      if (at % length === 0) return at / length;
    }
    return -1;
  }

  ofArticle(name, article) {
    const { values, keys } = this.articles[name];
    return values ? (values[keys[article]] ?? null) : keys[article];
  }

  source(row) {
    return this.ofArticle("source", this.columns.article.keys[row]);
  }

  period(row) {
    return spellPeriod(this.number("period_start", row), this.number("period_end", row));
  }

  /** "≈ 12,500,000 CNY per household". */
  value(row) {
    const [low, high] = [this.number("value_low", row), this.number("value_high", row)];
    const number = low === high ? spellNumber(low) : `${spellNumber(low)} – ${spellNumber(high)}`;
    const unit = this.word("unit", row);
    const per = this.word("per", row);
    const unitText = unit === "percent" ? "%" : ` ${words(unit)}`;
    return `${HEDGES[this.word("modifier", row)] ?? ""}${number}${unitText}${per ? ` per ${words(per)}` : ""}`;
  }

  /** What is counted or measured: the indicator, else the topic in the words of the text. */
  subject(row) {
    return words(this.word("indicator", row)) || this.word("topic", row) || "";
  }

  /** "level", "change up", "change up, planned". */
  movement(row) {
    const direction = this.word("direction", row);
    const planned = this.word("status", row) === "planned" ? ", planned" : "";
    return `${this.word("role", row)}${direction === "none" ? "" : ` ${direction}`}${planned}`;
  }

  /** Rows in the order of their source, then of the text: what a reader expects. */
  orderBySource() {
    const { keys: article } = this.columns.article;
    const { keys: source } = this.articles.source;
    const rows = new Uint32Array(this.size);
    for (let row = 0; row < this.size; row += 1) rows[row] = row;
    return orderBy(rows, (row) => source[article[row]]);
  }

  findFirstRows() {
    const { keys } = this.columns.article;
    const first = new Int32Array(this.articles.source.keys.length).fill(-1);
    for (let row = this.size - 1; row >= 0; row -= 1) first[keys[row]] = row;
    return first;
  }
}
