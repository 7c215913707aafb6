// The options of a quote as a table: month, change from today, and below each its lines, fleet and notes.

import { component, launchOption, optionKey, optionWords, plural, runsOn } from "./words.js";
import { hourly, money, quantity, unitPrice } from "./decimal.js";
import { differenceCell, isToday, ownWarnings } from "./yardstick.js";
import { fleetWords, instancesTable, sharesTable } from "./fleet.js";
import { freshId, h, table } from "./dom.js";
import { isFloor } from "./reading.js";
import { priceSource } from "./price-source.js";

const NOTES_AT_FIRST = 6;
const ROWS_UNFOLDED = 6;

/** `today` is what runs today; null where it is not known, and months are compared with the cheapest. */
export function optionsTable(quote, today) {
  const available = quote.options.filter((option) => option.available);
  const missing = quote.options.filter((option) => !option.available && wanted(option, quote.request));
  const body = h("tbody", {});
  available.forEach((option, index) => body.append(...rows(option, quote, today, index === 0)));
  const heads = ["Launch option", isFloor(quote) ? "At least, a month" : "A month", "An hour", today ? "From today" : "Above the cheapest", "Runs on", "Notes"];
  const options = h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "Launch options" },
    h(
      "table",
      { class: "options" },
      h("caption", { class: "unseen" }, "Launch options, cheapest first"),
      h("thead", {}, h("tr", {}, heads.map((head, index) => h("th", { scope: "col", class: index > 0 && index < 4 && "number" }, head)))),
      body,
    ),
  );
  return h("div", { class: "result" }, available.length > 0 && options, missing.length > 0 && unavailable(missing, quote, available.length === 0));
}

/** ECS Anywhere needs registered instances; without them its row is shown only where it was asked for by name. */
const wanted = (option, request) => option.launch_option !== "EXTERNAL" || Boolean(request.external) || Boolean(request.launch_options?.includes("EXTERNAL"));

function unavailable(missing, quote, open) {
  return h(
    "details",
    { class: "missing", open: open || missing.length < 4 },
    h("summary", {}, `${plural(missing.length, "option")} not available`),
    table("Options that are not available", [
      { head: "Launch option", cell: (option) => optionWords(option, quote.options), rowHead: true },
      { head: "Why", cell: (option) => option.unavailable_reason },
    ], missing),
  );
}

function rows(option, quote, today, open) {
  const id = freshId("lines");
  const button = h("button", { type: "button", class: "unfold", "aria-expanded": String(open), "aria-controls": id }, optionWords(option, quote.options));
  const details = h("tr", { id, class: "details", hidden: !open }, h("td", { colspan: 6 }, ...detail(option, quote)));
  button.addEventListener("click", () => {
    details.hidden = !details.hidden;
    button.setAttribute("aria-expanded", String(!details.hidden));
  });
  const current = isToday(option, today);
  return [
    h(
      "tr",
      { class: current && "today", "data-option": optionKey(option) },
      h("th", { scope: "row" }, button, current && h("span", { class: "tag" }, "Today")),
      h("td", { class: "number strong" }, money(option.monthly)),
      h("td", { class: "number" }, hourly(option.hourly)),
      h("td", { class: "number" }, differenceCell(option, today, quote.options[0])),
      h("td", {}, runsOn(option, quote.hours_per_month)),
      h("td", { class: "notes" }, notes(option)),
    ),
    details,
  ];
}

function notes(option) {
  const warnings = ownWarnings(option).length;
  const parts = [];
  if (warnings) parts.push(h("span", { class: "tag warn" }, plural(warnings, "warning")));
  if (option.assumptions.length) parts.push(h("span", { class: "tag" }, `${option.assumptions.length} assumed`));
  return parts;
}

function detail(option, quote) {
  const fleet = option.placement?.instances.length ? [fleetWords(option, quote), sharesTable(option), instances(option)].filter(Boolean) : [];
  return [linesTable(option), ...fleet, remarks(option)];
}

/** Loads by the hour have many layouts: more than a few are folded away. */
function instances(option) {
  const count = option.placement.instances.length;
  return h("details", { open: count <= ROWS_UNFOLDED }, h("summary", {}, `Instances, ${plural(count, "row")}`), instancesTable(option));
}

/** Warnings, then assumptions: the first few, and all of them on request. */
function remarks(option) {
  const all = [...ownWarnings(option).map((text) => ["warn", text]), ...option.assumptions.map((text) => ["", text])];
  const place = h("div", { class: "words" });
  const show = (some) => {
    const lists = [["Warnings", "warn"], ["Assumed", ""]].map(([head, kind]) => [head, kind, some.filter(([one]) => one === kind)]);
    place.replaceChildren(...lists.filter(([, , texts]) => texts.length).map(([head, kind, texts]) => list(head, texts.map(([, text]) => text), kind)));
    if (some.length < all.length) place.append(h("p", {}, h("button", { type: "button", class: "small", onclick: () => show(all) }, `Show all ${all.length} notes`)));
  };
  show(all.slice(0, NOTES_AT_FIRST));
  return place;
}

const list = (head, texts, kind) => h("div", { class: `remarks ${kind}` }, h("h4", {}, head), h("ul", {}, texts.map((text) => h("li", {}, text))));

function linesTable(option) {
  const among = new Set(option.line_items.map((line) => line.service).filter(Boolean)).size > 1;
  const columns = [
    { head: "Line item", cell: (line) => [among && line.service ? `${line.service}: ${line.description}` : line.description, h("small", {}, component(line.component)), line.note && h("small", {}, line.note)].filter(Boolean), rowHead: true },
    { head: "A month", cell: (line) => money(line.monthly), number: true },
    { head: "Quantity", cell: (line) => [quantity(line.quantity), h("small", {}, ` ${line.unit}`)], number: true },
    { head: "Unit price", cell: (line) => unitPrice(line.unit_price), number: true },
    { head: "Usage type and SKU", cell: (line) => [h("code", {}, line.price?.usage_type ?? "–"), h("small", {}, line.price?.sku ? `SKU ${line.price.sku}` : "no SKU recorded")], class: "meter" },
    { head: "Price from", cell: (line) => priceSource(line.price), class: "source" },
  ];
  return table(`Line items of ${launchOption(option.launch_option)}`, columns, option.line_items, { class: "lines" });
}
