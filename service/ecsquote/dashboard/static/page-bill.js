// An estimate against the bill of a month: by component, with quantity and price apart, and every row in a bucket.

import "./nav.js";
import { ask, Problem, upload } from "./api.js";
import { byId, fill, h, save, table } from "./dom.js";
import { change, money, quantity } from "./decimal.js";
import { Editor } from "./editor.js";
import { component, LAUNCH_OPTIONS, launchOption, moment, plural } from "./words.js";
import { work } from "./work.js";

const SECONDS = 900;
const FIELDS = ["month", "launch_option", "cost", "tolerance", "cluster", "service", "tag"];
const MARKED = [...FIELDS, "bill", "quote"];
const COSTS = { list: "list prices", effective: "effective cost", net: "net cost" };
const BUCKETS = {
  matched: "In the estimate",
  other_component: "Another component",
  other_month: "Another month",
  other_region: "Another Region",
  filtered: "Filtered out",
  tax: "Tax",
  credit: "Credits, discounts",
  refund: "Refunds",
  fee: "Fees",
  commitment: "Commitments",
  split: "Split cost rows",
  not_attributable: "Not attributable",
  not_ecs: "Not of ECS",
};
const editor = new Editor("bill-request", () => mark("quote", ""));
let files = [];

function take(chosen) {
  files = [...files, ...chosen];
  byId("bill-bill").value = "";
  showFiles();
}

function showFiles() {
  mark("bill", "");
  const row = (file) => h("li", {}, `${file.name}, ${size(file.size)} `, h("button", { type: "button", class: "small quiet-button", "aria-label": `Remove ${file.name}`, onclick: () => { files = files.filter((one) => one !== file); showFiles(); } }, "Remove"));
  fill(byId("bill-files"), files.map(row));
}

const size = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1048576).toFixed(1)} MiB`);

async function loadQuotes() {
  const page = await work(byId("status"), "Reading the quotes", ({ signal }) => ask("/v1/quotes?limit=200", { signal }), loadQuotes);
  if (!page) return;
  const select = byId("bill-quote");
  select.append(...page.items.map((quote) => h("option", { value: quote.id }, `${quote.name ?? `Quote ${quote.id.slice(-8)}`}, ${quote.region}, ${moment(quote.created_at)}`)));
  const asked = new URLSearchParams(location.search).get("quote");
  if (asked && !page.items.some((quote) => quote.id === asked)) select.append(h("option", { value: asked }, `Quote ${asked.slice(-8)}`));
  select.value = asked ?? page.items[0]?.id ?? "";
  showRequest();
}

function showRequest() {
  mark("quote", "");
  byId("bill-request-part").hidden = byId("bill-quote").value !== "";
}

/** Say at a field what is wrong with it; nothing where it is right. */
function mark(name, message) {
  const note = byId(`bill-${name}-fault`);
  note.textContent = message;
  note.hidden = !message;
  const field = byId(`bill-${name}`);
  if (message) {
    field.setAttribute("aria-invalid", "true");
    field.closest("details")?.setAttribute("open", "");
  } else {
    field.removeAttribute("aria-invalid");
  }
}

/** The form that is sent; null after what is missing was marked. */
function form() {
  for (const name of MARKED) mark(name, "");
  editor.clear();
  const sent = new FormData();
  const quote = byId("bill-quote").value || editor.text;
  if (!files.length) mark("bill", "Choose a cost export first.");
  if (!quote.trim()) mark("quote", "Choose a quote, or paste a request.");
  if (!byId("bill-month").value) mark("month", "A month such as 2026-10.");
  if (document.querySelector("#bill-form [aria-invalid]")) return null;
  sent.set("quote", quote);
  for (const name of FIELDS) if (byId(`bill-${name}`).value.trim()) sent.set(name, byId(`bill-${name}`).value.trim());
  for (const file of files) sent.append("bill", file, file.name);
  return sent;
}

async function check() {
  const sent = form();
  if (!sent) return;
  const job = ({ signal, progress }) => marked(upload("/v1/bill-checks", sent, { signal, seconds: SECONDS, progress: (done, of) => sending(progress, done, of) }));
  const found = await work(byId("status"), "Sending the bill", job, check);
  if (found) fill(byId("result"), answer(found));
}

function sending(progress, done, of) {
  if (done < of) progress(done, of, `Sending the bill: ${size(done)} of ${size(of)}`);
  else progress(undefined, undefined, "Comparing every row");
}

/** Faults of the options are said at their fields, those of the request in its text; the others stay with the error. */
async function marked(asked) {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof Problem) || !error.faults.length) throw error;
    const byRequest = byId("bill-quote").value === "";
    const inText = error.faults.filter((fault) => byRequest && fault.pointer.startsWith("/quote/"));
    const atFields = error.faults.filter((fault) => MARKED.includes(fault.pointer.slice(1)));
    if (inText.length) editor.showFaults(inText.map((fault) => ({ ...fault, pointer: fault.pointer.slice("/quote".length) })));
    for (const fault of atFields) mark(fault.pointer.slice(1), fault.message);
    error.faults = error.faults.filter((fault) => !inText.includes(fault) && !atFields.includes(fault));
    if (inText.length || atFields.length) error.advice = "What is wrong is marked in the form, each with what would be right.";
    throw error;
  }
}

const answer = (found) => [verdict(found), components(found), unestimated(found), buckets(found), notes(found), exports(found)].filter(Boolean);

function verdict(found) {
  const within = found.verdict === "within";
  const percent = `${quantity(found.tolerance_percent)} %`;
  const words = [found.name, launchOption(found.launch_option), found.region, found.month, COSTS[found.cost], ...Object.entries(found.filter).map(([name, value]) => `${name} ${value}`)];
  const covered = found.partial ? `${quantity(found.covered_hours)} of the month’s ${quantity(found.hours)} hours are in the bill, and the estimate is for these` : plural(Number(found.hours), "hour");
  return h(
    "article",
    { class: `budget ${within ? "within" : "exceeded"}`, id: "bill-verdict" },
    h("div", { class: "bar" }, h("h2", {}, `${money(found.total.actual)} billed, ${money(found.total.estimate)} estimated`), h("span", { class: "state" }, within ? `Within ${percent}` : `Beyond ${percent}`)),
    h("p", {}, `${change(found.total.difference)}: ${change(found.total.quantity_difference)} by quantity, ${change(found.total.price_difference)} by price`),
    found.reasons.length > 0 && h("p", {}, `Beyond the tolerance: ${found.reasons.join(", ")}`),
    h("p", { class: "quiet" }, `${words.filter(Boolean).join(", ")}; ${covered}; prices of ${found.catalog_version}`),
  );
}

function components(found) {
  const total = { ...found.total, total: true, rows: found.components.filter((row) => row.in_verdict).reduce((sum, row) => sum + row.rows, 0) };
  const name = (row) => (row.total ? "Total" : [component(row.component), row.in_verdict ? null : h("small", {}, " not in the total: rows cannot be attributed")].filter(Boolean));
  return table("Components, estimated and billed", [
    { head: "Component", cell: name, rowHead: true },
    { head: "Rows", cell: (row) => row.rows.toLocaleString("en-US"), number: true },
    { head: "Estimate", cell: (row) => money(row.estimate), number: true },
    { head: "Billed", cell: (row) => money(row.actual), number: true },
    { head: "Difference", cell: (row) => change(row.difference), number: true },
    { head: "by quantity", cell: (row) => change(row.quantity_difference), number: true },
    { head: "by price", cell: (row) => change(row.price_difference), number: true },
  ], [...found.components, total], { id: "bill-components" });
}

const unestimated = (found) =>
  found.unestimated.length > 0 && h("section", {}, h("h2", {}, "Billed, and not in the estimate"), table("Billed, and not in the estimate", [
    { head: "Component", cell: (row) => component(row.component), rowHead: true },
    { head: "Rows", cell: (row) => row.rows.toLocaleString("en-US"), number: true },
    { head: "Billed", cell: (row) => money(row.actual), number: true },
  ], found.unestimated));

function buckets(found) {
  const all = { bucket: null, rows: found.file.rows, cost: found.file.cost };
  return h("section", {}, h("h2", {}, "Every row of the bill"), table("Every row of the bill", [
    { head: "Bucket", cell: (row) => (row.bucket === null ? "All" : (BUCKETS[row.bucket] ?? row.bucket)), rowHead: true },
    { head: "Rows", cell: (row) => row.rows.toLocaleString("en-US"), number: true },
    { head: "Cost", cell: (row) => money(row.cost), number: true },
  ], [...found.buckets.filter((row) => row.rows > 0), all], { id: "bill-buckets" }));
}

const notes = (found) =>
  found.notes.length > 0 && h("div", { class: "remarks" }, h("p", {}, "Notes"), h("ul", {}, found.notes.map((note) => h("li", {}, note))));

const exports = (found) =>
  h("p", { class: "exports" }, h("button", { type: "button", class: "small", onclick: () => save(JSON.stringify(found, null, 2), `bill-check-${found.month}.json`, "application/json") }, "Save the check"));

/** The month before this one, in UTC as AWS bills. */
function lastMonth() {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}

byId("bill-form").addEventListener("submit", (event) => { event.preventDefault(); check(); });
byId("bill-bill").addEventListener("change", (event) => take(event.target.files));
byId("bill-drop").addEventListener("dragover", (event) => event.preventDefault());
byId("bill-drop").addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });
byId("bill-quote").addEventListener("change", showRequest);
byId("bill-month").value = lastMonth();
byId("bill-launch_option").append(...LAUNCH_OPTIONS.map((code) => h("option", { value: code }, launchOption(code))));
await loadQuotes();
