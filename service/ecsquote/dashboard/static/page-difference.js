// Two kept quotes side by side, and line by line what differs.

import "./nav.js";
import { ask } from "./api.js";
import { byId, fill, h, table } from "./dom.js";
import { component, launchOption, moment, planWords } from "./words.js";
import { amountsIn, money, quantity, unitPrice } from "./decimal.js";
import { signed } from "./questions.js";
import { work } from "./work.js";

const KINDS = { rose: "rose", fell: "fell", same: "the same", new: "new", gone: "gone" };
const asked = new URLSearchParams(location.search);

async function begin() {
  const page = await work(byId("status"), "Reading the quotes", ({ signal }) => ask("/v1/quotes?limit=200", { signal }), begin);
  if (!page) return;
  for (const side of ["a", "b"]) {
    const known = page.items.some((quote) => quote.id === asked.get(side));
    const extra = asked.get(side) && !known ? [h("option", { value: asked.get(side) }, `Quote ${asked.get(side).slice(-8)}`)] : [];
    fill(byId(side), extra, page.items.map((quote) => h("option", { value: quote.id }, `${quote.name ?? `Quote ${quote.id.slice(-8)}`}, ${quote.region}, ${moment(quote.created_at)}`)));
    if (asked.get(side)) byId(side).value = asked.get(side);
    else if (page.items.length > 1) byId(side).selectedIndex = side === "a" ? 1 : 0;
  }
  if (asked.get("a") && asked.get("b")) await show();
}

async function show() {
  const [a, b] = [byId("a").value, byId("b").value];
  const found = await work(byId("status"), "Comparing", ({ signal }) => ask(`/v1/quotes/${a}/diff/${b}`, { signal }), show);
  if (!found) return;
  amountsIn(found.currency);
  const sides = [found.before, found.after].map((side, index) =>
    h("div", { class: "fact" }, h("h3", {}, index ? "After" : "Before"), h("p", { class: "value" }, h("b", {}, side.monthly === null ? "–" : money(side.monthly)), " a month"), h("p", {}, h("a", { href: `/quotes/${side.id}` }, side.name ?? `Quote ${side.id.slice(-8)}`)), h("p", {}, [side.launch_option && launchOption(side.launch_option), side.region, `prices of ${side.catalog_version}`].filter(Boolean).join(", "))),
  );
  fill(
    byId("result"),
    h("h2", {}, headline(found)),
    h("div", { class: "sides" }, sides),
    found.notes.length > 0 && h("div", { class: "remarks warn" }, h("ul", {}, found.notes.map((note) => h("li", {}, note)))),
    optionTable(found.options.filter(wanted)),
    found.options.filter((option) => option.lines.length).map(lines),
    h("p", { class: "exports" }, h("a", { href: `/v1/quotes/${a}/diff/${b}?format=markdown`, download: "difference.md" }, "Export as Markdown")),
  );
}

const headline = (found) => (found.change === null ? "The two cannot be compared as a whole" : `The cheapest option of each: ${signed(found.change)} a month${found.percent === null ? "" : ` (${signedPercent(found.percent)})`}`);
const signedPercent = (text) => `${text.startsWith("-") ? "−" : "+"}${quantity(text.replace("-", ""))} %`;
const side = (one) => (one === null ? "not asked for" : one.monthly === null ? "not available" : money(one.monthly));
/** ECS Anywhere without registered instances takes no space. */
const wanted = (option) => option.launch_option !== "EXTERNAL" || Boolean(option.before?.monthly ?? option.after?.monthly);
const name = (option) => [launchOption(option.launch_option), planWords(option)].filter(Boolean).join(", ");

const optionTable = (options) =>
  table("Launch options before and after", [
    { head: "Launch option", cell: name, rowHead: true },
    { head: "Before", cell: (option) => side(option.before), number: true },
    { head: "After", cell: (option) => side(option.after), number: true },
    { head: "Change", cell: (option) => signed(option.change), number: true },
    { head: "Percent", cell: (option) => (option.percent === null ? "" : signedPercent(option.percent)), number: true },
  ], options);

const lines = (option) =>
  h("details", {}, h("summary", {}, `${name(option)}: ${option.lines.length} of ${option.lines.length + option.same_lines} lines differ`), table(`Lines of ${name(option)} that differ`, [
    { head: "Component", cell: (line) => component(line.component), rowHead: true },
    { head: "What", cell: (line) => `${line.service ? `${line.service}: ` : ""}${line.description}` },
    { head: "It", cell: (line) => KINDS[line.kind] },
    { head: "Quantity", cell: (line) => both(line, (one) => quantity(one.quantity)), number: true },
    { head: "Unit price", cell: (line) => both(line, (one) => unitPrice(one.unit_price)), number: true },
    { head: "A month", cell: (line) => both(line, (one) => money(one.monthly)), number: true },
    { head: "By quantity", cell: (line) => signed(line.quantity_change), number: true },
    { head: "By price", cell: (line) => signed(line.price_change), number: true },
    { head: "Change", cell: (line) => signed(line.change), number: true },
  ], option.lines, { class: "lines" }));

function both(line, figure) {
  const [before, after] = [line.before && figure(line.before), line.after && figure(line.after)];
  return before === after ? before : `${before ?? "–"} → ${after ?? "–"}`;
}

byId("choice").addEventListener("submit", (event) => {
  event.preventDefault();
  history.pushState(null, "", `/quotes/compare?a=${byId("a").value}&b=${byId("b").value}`);
  show();
});
addEventListener("popstate", () => location.reload());
await begin();
