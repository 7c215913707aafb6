// Budgets and their state: the newest quote of each name, held against a budgets file.

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

async function load() {
  const page = await work(byId("status"), "Reading the quotes", ({ signal }) => ask("/v1/quotes?limit=200", { signal }), load);
  if (!page) return;
  quotes = newest(page.items).slice(0, 50);
  if (!quotes.length) {
    fill(byId("budgets-quotes"), h("p", { class: "quiet" }, "There are none yet: ", h("a", { href: "/" }, "compare launch options"), " first."));
    return;
  }
  fill(byId("budgets-quotes"), h("div", { class: "choices" }, quotes.map((quote, index) => h("label", {}, h("input", { type: "checkbox", value: quote.id, checked: quote.name !== null || index === 0 }), `${label(quote)} `, h("small", {}, `${quote.region}, ${moment(quote.created_at)}`)))));
}

const label = (quote) => quote.name ?? `Quote ${quote.id.slice(-8)}`;

async function check() {
  editor.clear();
  const read = editor.read();
  if (!read) return;
  const chosen = new Set([...byId("budgets-quotes").querySelectorAll("input:checked")].map((box) => box.value));
  const workloads = quotes.filter((quote) => chosen.has(quote.id)).map((quote) => ({ name: label(quote), quote_id: quote.id }));
  const budgets = Array.isArray(read.value) ? read.value : read.value.budgets;
  const prefix = Array.isArray(read.value) ? "" : "/budgets";
  const job = ({ signal }) => asked(post("/v1/budget-checks", { budgets, workloads }, { signal, seconds: 90 }), prefix);
  const found = await work(byId("status"), "Checking the budgets", job, check);
  if (found) show(found);
}

async function asked(answer, prefix) {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Problem) || !error.faults.length) throw error;
    const mine = error.faults.filter((fault) => fault.pointer.startsWith("/budgets"));
    if (mine.length) editor.showFaults(mine.map((fault) => ({ ...fault, pointer: prefix + fault.pointer.slice("/budgets".length) })));
    error.faults = error.faults.filter((fault) => !fault.pointer.startsWith("/budgets"));
    if (error.faults.some((fault) => fault.pointer === "/workloads")) error.advice = "Choose at least one quote.";
    else error.advice = "What is wrong is marked in the file, each with what would be right.";
    throw error;
  }
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
