// What is looked at stands in the address of the page (#facts?kind=money&fact=3f9c2a), so that "back" works
// and a view can be sent to somebody.

const TABS = ["overview", "facts", "series", "conflicts", "leftovers", "changes"];
const OTHERS = ["q", "from", "to", "within", "sort", "fact", "article", "at", "indicator_of", "place_of", "reason", "show"];

function readState() {
  const [tab, search = ""] = location.hash.slice(1).split("?", 2);
  const given = new URLSearchParams(search);
  const facets = {};
  for (const { name } of FACETS) if (given.has(name)) facets[name] = given.getAll(name);
  const others = Object.fromEntries(OTHERS.map((name) => [name, given.get(name) ?? ""]));
  return { tab: TABS.includes(tab) ? tab : "overview", facets, ...others };
}

/** The address of a state, as changed: hashOf({tab: "facts", facets: {kind: ["money"]}}). */
function hashOf(change, state = readState()) {
  const wanted = { ...state, ...change };
  const search = new URLSearchParams();
  for (const { name } of FACETS) for (const value of wanted.facets[name] ?? []) search.append(name, value);
  for (const name of OTHERS) if (wanted[name]) search.set(name, wanted[name]);
  const text = search.toString();
  return `#${wanted.tab}${text ? `?${text}` : ""}`;
}

/** Go to a changed state; `quietly` leaves no step in the history. */
function go(change, quietly = false) {
  const hash = hashOf(change);
  if (hash === location.hash) return;
  if (quietly) location.replace(hash);
  else location.hash = hash;
}

/** What the filters ask for. */
function queryOf(state) {
  return { q: state.q, facets: state.facets, from: Number(state.from), to: Number(state.to), within: state.within !== "no" };
}

function sortOf(state) {
  const descending = state.sort.startsWith("-");
  return { column: state.sort.slice(descending ? 1 : 0) || "source", descending };
}

const countFilters = (state) =>
  Object.keys(state.facets).length + ["q", "from", "to"].filter((name) => state[name]).length;
