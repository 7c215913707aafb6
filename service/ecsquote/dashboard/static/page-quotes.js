// The quotes that are kept: search, open, choose two to compare, delete.

import "./nav.js";
import { ask } from "./api.js";
import { byId, fill, h, table } from "./dom.js";
import { launchOption, moment, plural } from "./words.js";
import { money } from "./decimal.js";
import { work } from "./work.js";

const PAGE = 200;
let quotes = [];
let cursor = null;
const chosen = new Set();

const words = (quote) => [quote.name ?? "", quote.region, launchOption(quote.launch_option ?? ""), quote.id, quote.catalog_version].join(" ").toLowerCase();

function show() {
  const asked = byId("search").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const found = quotes.filter((quote) => asked.every((word) => words(quote).includes(word)));
  byId("said").textContent = quotes.length === 0 ? "" : asked.length ? `${plural(found.length, "quote")} of ${quotes.length} shown` : `${plural(quotes.length, "quote")}, newest first`;
  byId("more").hidden = cursor === null;
  const choice = (quote) => h("input", { type: "checkbox", class: "chosen", "aria-label": `Choose ${quote.name ?? quote.id} of ${moment(quote.created_at)}`, onchange: (event) => choose(quote.id, event.target) });
  if (!quotes.length) {
    fill(byId("list"), h("div", { class: "empty" }, h("h2", {}, "No quotes yet"), h("p", {}, "Every comparison that is made here, with the command line’s server or over the API is kept and listed."), h("p", {}, h("a", { class: "button", href: "/" }, "Compare launch options"))));
    return;
  }
  fill(
    byId("list"),
    table("Quotes", [
      { head: h("span", { class: "unseen" }, "Choose"), cell: (quote) => { const box = choice(quote); box.checked = chosen.has(quote.id); return box; } },
      { head: "Name", cell: (quote) => h("a", { href: `/quotes/${quote.id}` }, quote.name ?? `Quote ${quote.id.slice(-8)}`), rowHead: true },
      { head: "Region", cell: (quote) => quote.region },
      { head: "Cheapest", cell: (quote) => (quote.launch_option ? launchOption(quote.launch_option) : "none available") },
      { head: "A month", cell: (quote) => (quote.monthly === null ? "–" : money(quote.monthly)), number: true },
      { head: "Made", cell: (quote) => h("time", { datetime: quote.created_at }, moment(quote.created_at)) },
      { head: "Prices of", cell: (quote) => quote.catalog_version },
      { head: h("span", { class: "unseen" }, "Delete"), cell: (quote) => h("button", { type: "button", class: "small quiet-button", "aria-label": `Delete ${quote.name ?? quote.id}`, onclick: () => remove(quote) }, "Delete") },
    ], found),
  );
}

function choose(id, box) {
  if (box.checked) chosen.add(id);
  else chosen.delete(id);
  byId("compare").disabled = chosen.size !== 2;
}

async function remove(quote) {
  if (!confirm(`Delete ${quote.name ?? quote.id} for ever?`)) return;
  const gone = await work(byId("status"), "Deleting", async ({ signal }) => { await ask(`/v1/quotes/${quote.id}`, { method: "DELETE", signal }); return true; }, () => remove(quote));
  if (!gone) return;
  quotes = quotes.filter((one) => one !== quote);
  chosen.delete(quote.id);
  byId("compare").disabled = chosen.size !== 2;
  show();
  byId("said").textContent = "Deleted.";
}

async function load() {
  const query = new URLSearchParams({ limit: PAGE, ...(cursor && { cursor }) });
  const page = await work(byId("status"), "Reading the quotes", ({ signal }) => ask(`/v1/quotes?${query}`, { signal }), load);
  if (!page) return;
  quotes = [...quotes, ...page.items];
  cursor = page.next_cursor;
  show();
}

byId("search").addEventListener("input", show);
byId("more").addEventListener("click", load);
byId("compare").addEventListener("click", () => {
  const [older, newer] = quotes.filter((quote) => chosen.has(quote.id)).reverse();
  location.assign(`/quotes/compare?a=${older.id}&b=${newer.id}`);
});
await load();
