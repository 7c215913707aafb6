// The options of a quote as a table: month, saving against today's choice, and below each its lines and assumptions.

import { component, launchOption, optionKey, optionWords, planWords, plural, runsOn } from "./words.js";
import { hourly, minus, money, percent, quantity, sign, unitPrice } from "./decimal.js";
import { freshId, h, table } from "./dom.js";

/** The option that a launch option stands for today: without a plan, for the architecture of the task definitions. */
export function todays(quote, code) {
  const mine = quote.options.filter((option) => option.available && option.launch_option === code && !planWords(option));
  const definition = quote.request.services[0]?.task_definition;
  const built = (definition?.taskDefinition ?? definition)?.runtimePlatform?.cpuArchitecture ?? "X86_64";
  return mine.find((option) => option.cpu_architecture === built) ?? mine[0];
}

export function optionsTable(quote, today) {
  const available = quote.options.filter((option) => option.available);
  const missing = quote.options.filter((option) => !option.available);
  const body = h("tbody", {});
  available.forEach((option, index) => body.append(...rows(option, quote, today, index === 0)));
  const heads = ["Launch option", "A month", "An hour", "Saves", "Runs on", "Notes"];
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
  const details = h("tr", { id, class: "details", hidden: !open }, h("td", { colspan: 6 }, ...detail(option)));
  button.addEventListener("click", () => {
    details.hidden = !details.hidden;
    button.setAttribute("aria-expanded", String(!details.hidden));
  });
  const isToday = today && optionKey(option) === optionKey(today);
  return [
    h(
      "tr",
      { class: isToday && "today", "data-option": optionKey(option) },
      h("th", { scope: "row" }, button, isToday && h("span", { class: "tag" }, "Today")),
      h("td", { class: "number strong" }, money(option.monthly)),
      h("td", { class: "number" }, hourly(option.hourly)),
      h("td", { class: "number" }, isToday ? "" : saving(option, today)),
      h("td", {}, runsOn(option)),
      h("td", { class: "notes" }, notes(option)),
    ),
    details,
  ];
}

function saving(option, today) {
  if (!today) return "";
  const saved = minus(today.monthly, option.monthly);
  const part = percent(sign(saved) < 0 ? minus("0", saved) : saved, today.monthly);
  if (sign(saved) === 0) return "the same";
  if (sign(saved) > 0) return [h("span", { class: "good" }, money(saved)), h("small", {}, ` ${part}`)];
  return [h("span", { class: "more" }, `${money(minus("0", saved))} more`), h("small", {}, ` ${part}`)];
}

function notes(option) {
  const parts = [];
  if (option.warnings.length) parts.push(h("span", { class: "tag warn" }, plural(option.warnings.length, "warning")));
  if (option.assumptions.length) parts.push(h("span", { class: "tag" }, `${option.assumptions.length} assumed`));
  return parts;
}

function detail(option) {
  const words = [];
  if (option.warnings.length) words.push(list("Warnings", option.warnings, "warn"));
  if (option.assumptions.length) words.push(list("Assumed", option.assumptions, ""));
  return [linesTable(option), h("div", { class: "words" }, words)];
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
    { head: "Price of, from", cell: (line) => [h("span", { class: "date" }, line.price?.effective_date ?? line.price?.observed_on ?? "–"), line.price?.basis === "published" ? null : h("span", { class: "tag warn" }, line.price?.basis), h("small", {}, line.price?.source)].filter(Boolean), class: "source" },
  ];
  return table(`Line items of ${launchOption(option.launch_option)}`, columns, option.line_items, { class: "lines" });
}
