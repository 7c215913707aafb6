// What was read of a file next to its quote: what is not known, at fault, assumed, or not priced.

import { formatName } from "./file.js";
import { h } from "./dom.js";
import { plural } from "./words.js";

const AT_FIRST = 20;
const GROUPS = [
  ["unknown", "value not known", "values not known", (one) => `${one.what}${one.taken === null ? "; not priced" : `; ${one.taken} is taken`}`],
  ["faults", "fault", "faults", (one) => `${one.pointer ? `${one.pointer}: ` : ""}${one.message}`],
  ["warnings", "warning", "warnings", (one) => one.message],
  ["assumed", "value assumed", "values assumed", (one) => one.what],
  ["not_priced", "resource not priced", "resources not priced", (one) => `${one.type}: ${one.why}`],
];
const OPEN = ["unknown", "faults"];

/** True where months are a floor: something is not known or at fault. */
export const isFloor = (quote) => Boolean(quote.workload) && !quote.workload.complete;

/** The notes of a quote that was made of a file. */
export function readingNotes(workload) {
  const words = workload.complete ? "Everything that decides the price is known." : "The months are at least this: something is not known or at fault.";
  const groups = GROUPS.filter(([name]) => workload[name].length > 0);
  return h(
    "section",
    { class: "reading", "aria-label": "What was read" },
    h("p", {}, h("strong", {}, `Read as ${formatName(workload.format)}. `), words),
    groups.map(([name, one, many, said]) => group(workload[name], plural(workload[name].length, one, many), said, OPEN.includes(name))),
  );
}

function group(notes, title, said, open) {
  const list = h("ul", {}, notes.slice(0, AT_FIRST).map((one) => item(one, said)));
  const more = notes.length > AT_FIRST && h("button", { type: "button", class: "small", onclick: () => {
    list.append(...notes.slice(AT_FIRST).map((one) => item(one, said)));
    more.remove();
  } }, `Show all ${notes.length}`);
  return h("details", { open }, h("summary", {}, title), list, more);
}

const item = (one, said) => h("li", {}, h("code", {}, one.source), " ", said(one));
