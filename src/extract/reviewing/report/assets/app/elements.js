// Elements, numbers and dates. Text goes in as text, never as markup: nothing here parses HTML.

/** Make an element: el("a", {href: "#facts", class: "tab"}, "Facts"). Functions become listeners. */
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(key, value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

// What changes how text is shown, or shows as nothing: an article may hold a right-to-left override.
const UNSEEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Text as nodes; characters that nobody could see get a sign, and change nothing around them. */
function show(text) {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(UNSEEN)) {
    if (match.index > done) nodes.push(text.slice(done, match.index));
    const code = match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    nodes.push(el("bdi", { class: "unseen", "data-code": `U+${code}`, title: `the character U+${code}` }, match[0]));
    done = match.index + match[0].length;
  }
  if (done < text.length) nodes.push(text.slice(done));
  return nodes;
}

/** Text in an element of its own, so that its direction ends with it. */
const said = (text, attributes = {}) => el("bdi", attributes, show(text ?? ""));

const NUMBER = new Intl.NumberFormat("en", { maximumFractionDigits: 4 });
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });
const COUNT = new Intl.NumberFormat("en");
const DAY_MS = 86_400_000;
const NO_DAY = -(2 ** 31);

const spellDay = (day) => (day === NO_DAY ? "" : new Date(day * DAY_MS).toISOString().slice(0, 10));
const yearOf = (day) => new Date(day * DAY_MS).getUTCFullYear();

/** A period as short as it can be told: "2019", "2016 to 2020", "Jun 2019", a day, two days. */
function spellPeriod(start, end) {
  const [first, last] = [spellDay(start), spellDay(end)];
  if (first === last) return first;
  if (!first || !last) return first ? `from ${first}` : `to ${last}`;
  if (first.endsWith("-01-01") && last.endsWith("-12-31")) {
    return yearOf(start) === yearOf(end) ? first.slice(0, 4) : `${first.slice(0, 4)} to ${last.slice(0, 4)}`;
  }
  const next = spellDay(end + 1);
  const [isFirst, isLast] = [first.endsWith("-01"), next.endsWith("-01")];
  if (isFirst && isLast && first.slice(0, 7) === last.slice(0, 7)) return first.slice(0, 7);
  return isFirst && isLast ? `${first.slice(0, 7)} to ${last.slice(0, 7)}` : `${first} to ${last}`;
}

/** "2.1 billion", where that is exact; else all digits. */
function spellNumber(number) {
  const [scale, name] = [[1e12, " trillion"], [1e9, " billion"], [1e6, " million"]].find(([size]) => Math.abs(number) >= size) ?? [1, ""];
  const short = Number((number / scale).toFixed(3));
  return short * scale === number ? `${NUMBER.format(short)}${name}` : NUMBER.format(number);
}

const spellShare = (share) => (Number.isNaN(share) ? "" : `${Math.round(share * 100)}%`);
const HEDGES = { approx: "≈ ", more_than: "> ", at_least: "≥ ", less_than: "< ", at_most: "≤ " };
const words = (name) => (name ?? "").replaceAll("_", " ");
const plural = (count, noun) => `${COUNT.format(count)} ${noun}${count === 1 ? "" : "s"}`;

/** The first of several calls in quick succession waits; the last one counts. */
function soon(action, milliseconds) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...given), milliseconds);
  };
}
