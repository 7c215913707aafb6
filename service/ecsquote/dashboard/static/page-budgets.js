// Budgets and their state: the newest quote of each name, perhaps with its base, held against a budgets file.

import "./nav.js";
import { ask, post, Problem } from "./api.js";
import { byId, fill, h, table } from "./dom.js";
import { Editor } from "./editor.js";
import { launchOption, moment } from "./words.js";
import { approximately, change, money, percent, quantity } from "./decimal.js";
import { work } from "./work.js";

const KEY = "ecsquote-budgets";
const STATES = { within: "Within budget", warning: "Warning", exceeded: "Exceeded", unpriced: "Not priced" };
const KINDS = { limit: "Limit", change_amount: "Change", change_percent: "Change in percent" };
const EXAMPLE = { version: 1, budgets: [{ name: "Every workload, a month", limit: { amount: "500", warning_amount: "400" } }] };
let quotes = [];
let reading;

const editor = new Editor("budgets-text", keep);

function keep() {
  try {
    localStorage.setItem(KEY, editor.text);
  } catch {
    // storage may be forbidden; the text stays on the page
  }
}

/** The newest quote of each name; quotes without a name stand for themselves. */
function newest(items) {
  const seen = new Set();
  return items.filter((quote) => {
    const first = quote.name === null || !seen.has(quote.name);
    if (quote.name !== null) seen.add(quote.name);
    return first;
  });
}

/** The quotes, now; a check that is asked for meanwhile waits for them. */
function load() {
  reading = readQuotes();
  return reading;
}

async function readQuotes() {
  const page = await work(byId("status"), "Reading the quotes", ({ signal }) => ask("/v1/quotes?limit=200", { signal }), load);
  if (!page) return;
  quotes = newest(page.items).slice(0, 50);
  fill(byId("budgets-bases"), page.items.map((quote) => h("option", { value: quote.id }, `${label(quote)}, ${moment(quote.created_at)}`)));
  if (!quotes.length) {
    fill(byId("budgets-quotes"), h("p", { class: "quiet" }, "There are none yet: ", h("a", { href: "/" }, "compare launch options"), " first."));
    return;
  }
  fill(byId("budgets-quotes"), h("div", { class: "choices" }, quotes.map((quote, index) => h("label", {}, h("input", { type: "checkbox", value: quote.id, checked: quote.name !== null || index === 0 }), `${label(quote)} `, h("small", {}, `${quote.region}, ${moment(quote.created_at)}`)))));
}

const label = (quote) => quote.name ?? `Quote ${quote.id.slice(-8)}`;

/** The budgets of the text for the API, and the pointer where they begin there; null after a fault was marked. */
function budgetsAsked() {
  if (!editor.empty && !/^\s*[[{]/.test(editor.text)) return { body: { budgets_file: editor.text }, place: "/budgets_file", prefix: "" };
  const read = editor.read();
  if (!read) return null;
  const list = Array.isArray(read.value);
  return { body: { budgets: list ? read.value : read.value.budgets }, place: "/budgets", prefix: list ? "" : "/budgets" };
}

/** The id in what was typed, which may be the address of a quote's page. */
const baseId = () => {
  const typed = byId("budgets-base").value.trim();
  return typed.match(/[0-9a-f]{32}/)?.[0] ?? typed;
};

function showBaseFault(message) {
  const note = byId("budgets-base-fault");
  note.textContent = message;
  note.hidden = !message;
  if (message) byId("budgets-base").setAttribute("aria-invalid", "true");
  else byId("budgets-base").removeAttribute("aria-invalid");
}

async function check() {
  editor.clear();
  showBaseFault("");
  const file = budgetsAsked();
  if (!file) return;
  await reading;
  const chosen = new Set([...byId("budgets-quotes").querySelectorAll("input:checked")].map((box) => box.value));
  const base = baseId();
  const workloads = quotes.filter((quote) => chosen.has(quote.id)).map((quote) => ({ name: label(quote), quote_id: quote.id, ...(base && { base: { quote_id: base } }) }));
  if (base && workloads.length !== 1) {
    showBaseFault(`Choose the one quote that is compared with it; ${workloads.length} are chosen.`);
    return;
  }
  const job = ({ signal }) => asked(post("/v1/budget-checks", { ...file.body, workloads }, { signal, seconds: 90 }), file);
  const found = await work(byId("status"), "Checking the budgets", job, check);
  if (found) show(found);
}

async function asked(answer, file) {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Problem) || !error.faults.length) throw error;
    const [mine, others] = parted(error.faults, (fault) => fault.pointer.startsWith(file.place));
    const [ofBase, rest] = parted(others, (fault) => /^\/workloads\/0\/base\b/.test(fault.pointer));
    mark(mine, file);
    showBaseFault(ofBase.map((fault) => fault.message).join("; "));
    error.faults = rest;
    if (rest.some((fault) => fault.pointer === "/workloads")) error.advice = "Choose at least one quote.";
    else error.advice = ofBase.length && !mine.length ? "Correct the id of the quote to compare with." : "What is wrong is marked in the file, each with what would be right.";
    throw error;
  }
}

const parted = (items, test) => [items.filter(test), items.filter((item) => !test(item))];

/** Mark faults in the text: in JSON at the value, in YAML at the line that the message names. */
function mark(faults, file) {
  const within = faults.map((fault) => ({ ...fault, pointer: file.prefix + fault.pointer.slice(file.place.length) }));
  if (file.body.budgets) editor.showFaults(within);
  else editor.show(within.map((fault) => ({ ...lineOf(fault.message), pointer: fault.pointer, message: fault.message.replace(/^line \d+: /, "") })));
}

/** Where the line that a message names begins and ends in the text; the first one where it names none. */
function lineOf(message) {
  const number = Number(/\bline (\d+)/.exec(message)?.[1] ?? 1);
  const lines = editor.text.split("\n");
  const line = lines[number - 1] ?? "";
  const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0) + line.search(/\S|$/);
  return { start, end: Math.max(start + line.trim().length, start + 1) };
}

function show(found) {
  const order = ["exceeded", "unpriced", "warning", "within"];
  const budgets = [...found.budgets].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  fill(
    byId("result"),
    h("h2", {}, `${order.map((state) => [state, found.budgets.filter((budget) => budget.verdict === state).length]).filter(([, count]) => count).map(([state, count]) => `${count} ${STATES[state].toLowerCase()}`).join(", ")}`),
    budgets.map(card),
    Object.entries(found.unpriced_workloads).map(([name, reason]) => h("p", { class: "notice error" }, `${name} has no price: ${reason}`)),
    found.unbudgeted_workloads.length > 0 && h("p", { class: "quiet" }, `No budget counts: ${found.unbudgeted_workloads.join(", ")}`),
    found.unused_budgets.length > 0 && h("p", { class: "quiet" }, `Budgets without a workload: ${found.unused_budgets.join(", ")}`),
  );
}

function card(budget) {
  return h(
    "article",
    { class: `budget ${budget.verdict}` },
    h("div", { class: "bar" }, h("h3", {}, budget.workload ? `${budget.name}: ${budget.workload}` : budget.name), h("span", { class: "state" }, STATES[budget.verdict])),
    h("p", { class: "quiet" }, `${budget.scope}, per ${budget.per}`),
    budget.checks.map((one) => gauge(one, budget)),
    budget.workloads.length > 0 && table(`What ${budget.name} counts`, [
      { head: "Workload", cell: (row) => row.name, rowHead: true },
      { head: "Launch option", cell: (row) => (row.launch_option ? launchOption(row.launch_option) : (row.reason ?? "–")) },
      { head: `Spent per ${budget.per}`, cell: (row) => (row.spent === null ? "–" : money(row.spent)), number: true },
    ], budget.workloads),
  );
}

function gauge(one, budget) {
  const figure = (text) => (one.kind === "change_percent" ? `${quantity(text)} %` : one.kind === "limit" ? money(text) : change(text));
  const limit = one.threshold ?? one.warning_threshold;
  if (one.figure === null) return h("p", {}, `${KINDS[one.kind]}: not known. ${one.reason ?? ""}`);
  const most = approximately(limit);
  const words = `${KINDS[one.kind]}: ${figure(one.figure)} of ${figure(limit)}${one.used_percent === null ? "" : `, ${percent(one.used_percent, "100")}`}`;
  const meter = h("meter", { min: 0, max: Math.max(most, 0.01), "aria-label": `${budget.name}, ${words}` });
  meter.value = Math.max(0, approximately(one.figure));
  return h("div", { class: "gauge" }, h("span", {}, words), meter);
}

byId("budgets-form").addEventListener("submit", (event) => { event.preventDefault(); check(); });
byId("budgets-example").addEventListener("click", () => { editor.text = JSON.stringify(EXAMPLE, null, 2); keep(); });
try {
  editor.text = localStorage.getItem(KEY) ?? "";
} catch {
  // storage may be forbidden
}
await load();
