// What an account runs today: the report of a saved scan, cluster by cluster.

import "./nav.js";
import { post, Problem } from "./api.js";
import { amountsIn, compare, money, percent, quantity, unitPrice } from "./decimal.js";
import { byId, fill, h, save, table } from "./dom.js";
import { component, launchOption, plural } from "./words.js";
import { work } from "./work.js";

const SECONDS = 120;
const SOURCES = {
  scaling_activities: "scaling history",
  container_insights: "Container Insights",
  desired_count: "desired count",
  schedule: "schedule",
  daemon: "every instance",
};
const FIELDS = { "/cpu_headroom": "account-cpu", "/memory_headroom": "account-memory" };
let scan = null;

/** Take a file: its text is sent as it stands, its clusters are offered. */
async function take(file) {
  scan = null;
  fault("");
  const text = await file.text();
  let document;
  try {
    document = JSON.parse(text);
  } catch {
    fault(`${file.name} is not JSON. Choose the file that ecsquote scan --save wrote.`);
    return;
  }
  if (document?.saved_scan === undefined) {
    fault(`${file.name} is not a saved scan. Write one with ecsquote scan --save FILE.`);
    return;
  }
  scan = text;
  byId("account-name").textContent = `${file.name}, read ${document.read_at}`;
  const regions = Array.isArray(document.regions) ? document.regions : [];
  const names = new Set(regions.flatMap((region) => (Array.isArray(region?.clusters) ? region.clusters : [])).map((one) => one?.clusterName).filter(Boolean));
  fill(byId("account-cluster"), h("option", { value: "" }, "All"), [...names].map((name) => h("option", { value: name }, name)));
  await show();
}

function fault(message) {
  const note = byId("account-fault");
  note.textContent = message;
  note.hidden = !message;
  for (const id of Object.values(FIELDS)) byId(id).removeAttribute("aria-invalid");
}

async function show() {
  if (scan === null) {
    if (byId("account-fault").hidden) fault("Choose a saved scan first.");
    return;
  }
  fault("");
  const asked = new URLSearchParams({ cpu_headroom: byId("account-cpu").value, memory_headroom: byId("account-memory").value });
  if (byId("account-no-spot").checked) asked.set("spot", "false");
  if (byId("account-cluster").value) asked.set("cluster", byId("account-cluster").value);
  const job = ({ signal }) => marked(post(`/v1/scans?${asked}`, scan, { signal, seconds: SECONDS }));
  const report = await work(byId("status"), "Quoting every cluster", job, show);
  if (report) fill(byId("result"), answer(report));
}

/** The fields that a refusal is about are marked. */
async function marked(asked) {
  try {
    return await asked;
  } catch (error) {
    for (const one of error instanceof Problem ? error.faults : []) {
      if (FIELDS[one.pointer]) byId(FIELDS[one.pointer]).setAttribute("aria-invalid", "true");
    }
    throw error;
  }
}

function answer(report) {
  amountsIn(report.currency);
  return [
    headline(report),
    clusters(report),
    report.clusters.map((one) => part(one)),
    report.shared.line_items.length > 0 && [h("h2", {}, "Shared by several clusters"), lines("shared", report.shared.line_items)],
    notes(report),
    h("p", { class: "exports" }, h("button", { type: "button", class: "small", onclick: () => save(JSON.stringify(report, null, 2), "account.json", "application/json") }, "Save the report")),
  ].flat().filter(Boolean);
}

function headline({ summary, read_at, days, catalog_version }) {
  const { right_sized, spot } = summary;
  const facts = [fact("Today", summary.today_monthly, "as it stands, at list prices")];
  facts.push(fact("Right-sized", right_sized.monthly, `${plural(right_sized.services, "service")} at another size where they run`));
  if (spot) facts.push(fact("On Spot", spot.monthly, `${plural(spot.services, "service")} on Spot`));
  return [
    h("div", { class: "headline" }, h("p", { class: "over" }, `Read ${read_at.slice(0, 16).replace("T", " ")} UTC over ${plural(days, "day")}; prices of ${catalog_version}`), h("h2", {}, summary.words)),
    h("div", { class: "facts" }, facts),
  ];
}

const fact = (name, monthly, words) =>
  h("section", { class: "fact" }, h("h3", {}, name), h("p", { class: "value" }, h("b", {}, money(monthly)), " a month"), h("p", {}, words));

const none = (figure) => (figure === null || figure === undefined ? "–" : money(figure));
const option = (one) => (one ? launchOption(one.launch_option) : "–");

function clusters({ clusters: rows, summary }) {
  return table("Clusters", [
    { head: "Cluster", cell: (one) => [one.cluster, one.complete ? null : h("span", { class: "tag warn" }, "at least")].filter(Boolean), rowHead: true },
    { head: "Region", cell: (one) => one.region },
    { head: "Services", cell: (one) => String(one.services.length), number: true },
    { head: "Today", cell: (one) => money(one.today.monthly), number: true },
    { head: "of it idle", cell: (one) => none(one.today.idle_monthly), number: true },
    { head: "Cheapest option", cell: (one) => option(one.cheapest) },
    { head: "Month", cell: (one) => none(one.cheapest?.monthly), number: true },
    { head: "Right-sized", cell: (one) => none(one.right_sized_options[0]?.monthly), number: true },
    { head: "Of the account", cell: (one) => percent(one.today.monthly, summary.today_monthly), number: true },
  ], [...rows].sort((a, b) => compare(b.today.monthly, a.today.monthly)), { id: "clusters" });
}

function part(one) {
  const services = [...one.services].sort((a, b) => compare(b.today.monthly, a.today.monthly));
  const reasons = services.filter((service) => service.right_size.cpu === null);
  return h(
    "section",
    { class: "result", "aria-label": one.cluster },
    h("h2", {}, one.cluster),
    services.length > 0 && table(`Services of ${one.cluster}`, [
      { head: "Service", cell: (row) => row.name, rowHead: true },
      { head: "Runs on", cell: (row) => (row.launch_option ? launchOption(row.launch_option) : "several") },
      { head: "Tasks", cell: (row) => [tasks(row.load), " ", h("small", {}, SOURCES[row.load_source])] },
      { head: "Today", cell: (row) => money(row.today.monthly), number: true },
      { head: "Cheapest option", cell: (row) => option(row.cheapest) },
      { head: "Month", cell: (row) => none(row.cheapest?.monthly), number: true },
      { head: "Right size", cell: (row) => (row.right_size.cpu ? `${row.right_size.cpu} / ${row.right_size.memory}` : "–") },
      { head: "Saves", cell: (row) => none(row.right_size.saves_monthly), number: true },
      { head: "Confidence", cell: (row) => (row.right_size.cpu ? h("span", { title: row.right_size.reason }, row.right_size.confidence) : "–") },
    ], services),
    reasons.length > 0 && h("div", { class: "remarks" }, h("p", {}, "Not right-sized"), h("ul", {}, reasons.map((row) => h("li", {}, `${row.name}: ${row.right_size.reason}`)))),
    h("details", {}, h("summary", {}, `What ${one.cluster} is billed for today`), lines(one.cluster, one.today.line_items)),
    one.request && h("p", {}, h("button", { type: "button", class: "small", onclick: () => save(JSON.stringify(one.request, null, 2), `${one.cluster}.json`, "application/json") }, "Save as a quote request")),
  );
}

/** "2 to 6, mean 3.4": figures for reading, of counts that the report has. */
function tasks(load) {
  if (load.runs_per_month !== undefined) return `${quantity(String(load.runs_per_month))} runs`;
  if (!load.hourly_tasks) return String(load.tasks ?? "");
  const counts = load.hourly_tasks.map(Number);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const mean = counts.reduce((sum, one) => sum + one, 0) / counts.length;
  const short = (value) => String(Math.round(value * 10) / 10);
  return least === most ? short(least) : `${short(least)} to ${short(most)}, mean ${short(mean)}`;
}

const lines = (name, items) =>
  table(`Line items of ${name}`, [
    { head: "Item", cell: (line) => [line.description, h("small", {}, ` ${line.service ?? component(line.component)}`)], rowHead: true },
    { head: "Quantity", cell: (line) => `${quantity(line.quantity)} ${line.unit}`, number: true },
    { head: "Unit price", cell: (line) => unitPrice(line.unit_price), number: true },
    { head: "Month", cell: (line) => money(line.monthly), number: true },
  ], items, { class: "lines" });

function notes(report) {
  const said = [
    report.not_read.map((one) => `Not read in ${one.region}: ${one.action} (${one.why}). Unknown: ${one.leaves_unknown}`),
    report.clusters.map((one) => [
      one.faults.map((each) => `${one.cluster}: ${each.source}: ${each.message}`),
      one.not_priced.map((each) => `${one.cluster}: ${each.source} is not priced: ${each.why}`),
      one.unknown.map((each) => `${one.cluster}: ${each.source}: ${each.what}`),
      [...new Set(one.unknown_usage.map((each) => each.component))].map((name) => `${one.cluster}: plus ${component(name)}, which no metric counts`),
    ]),
    report.not_priced.map((one) => `${one.source} is not priced: ${one.why}`),
    report.commitments.map((one) => `Owned and not applied: ${one.words}`),
  ].flat(3);
  return said.length > 0 && h("div", { class: "remarks warn", id: "account-notes" }, h("p", {}, "What no figure holds"), h("ul", {}, said.map((text) => h("li", {}, text))));
}

byId("account-form").addEventListener("submit", (event) => { event.preventDefault(); show(); });
byId("account-file").addEventListener("change", (event) => event.target.files[0] && take(event.target.files[0]));
byId("account-drop").addEventListener("dragover", (event) => event.preventDefault());
byId("account-drop").addEventListener("drop", (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (file) take(file);
});
