// The first page: a task definition in, what every launch option costs out.

import "./nav.js";
import { ask, fingerprint, post, Problem } from "./api.js";
import { Answer } from "./answer.js";
import { byId, fill, h } from "./dom.js";
import { changeWords } from "./questions.js";
import { Editor } from "./editor.js";
import { FILE, formatName, keepable, kindOf, openValues, quoteQuery, readFile, REQUEST, TASK } from "./file.js";
import { Form, requestBody } from "./form.js";
import { pictures } from "./pictures.js";
import { preload } from "./chart.js";
import { readJson } from "./json-places.js";
import { COMPARED, EDITED, remember, SAME, unpacked } from "./state.js";
import { SAMPLES } from "./samples.js";
import { SHAPES, Week } from "./week.js";
import { problemNote, work } from "./work.js";

const task = new Editor("task", (pasted) => edited(pasted));
const service = new Editor("service", () => edited(false));
const week = new Week(byId("week"), () => edited(false));
const form = new Form(byId("input"), week);
const answer = new Answer(byId("answer"), (code) => {
  const same = question(false) === priced;
  today = code;
  if (same) priced = question(false);
  remember(state(), SAME);
});
const shown = pictures((name, found) => {
  if (name === "break-even") answer.changes(changeWords(found));
});
/** Characters from which only what a text is matters while it is typed, not its places. */
const LARGE = 200_000;
let today = null;
let priced = null;
let catalog = "";
/** Whether the Region was chosen by hand: else a file's own counts. */
let chosen = false;
let reading = null;

function state() {
  return { task: keepable(task.text), service: service.text, form: form.changes(), week: form.values().load === "week" ? week.hours : undefined, today: today ?? undefined, chosen: chosen || undefined };
}

function put(saved) {
  task.text = saved.task ?? "";
  service.text = saved.service ?? "";
  byId("service-part").open = Boolean(saved.service);
  if (saved.week?.length === 168) week.set(saved.week);
  form.set(saved.form ?? {});
  today = saved.today ?? null;
  chosen = Boolean(saved.chosen);
  reading = null;
  showKind();
}

let saving;
function edited(pasted) {
  if (pasted) {
    chosen = false;
    reading = null;
  }
  showKind();
  form.show();
  clearTimeout(saving);
  if (pasted && !task.empty) {
    today = null;
    go();
    return;
  }
  saving = setTimeout(() => remember(state(), EDITED), 300);
  const same = priced === null || question(false) === priced;
  if (same) former(false);
  byId("stale").hidden = same || answer.former;
}

let last = { text: "", value: null };
/** The parsed text; null while it is none. */
function parsed(editor) {
  if (editor.text === last.text) return last.value;
  let value = null;
  try {
    value = editor.text.length > LARGE ? JSON.parse(editor.text) : readJson(editor.text).value;
  } catch {
    // not JSON, or not finished
  }
  last = { text: editor.text, value };
  return value;
}

const kind = () => kindOf(task.text, parsed(task));

function showKind() {
  const is = kind();
  byId("whole").hidden = is !== REQUEST;
  for (const id of ["file", "file-fields"]) byId(id).hidden = is !== FILE;
  for (const id of ["fields", "option-fields"]) byId(id).disabled = is === REQUEST;
  byId("workload-fields").disabled = is !== TASK;
  showReading();
}

/** What is known of the file so far: its form and Regions. */
function showReading() {
  const kept = keepable(task.text) ? "" : " A plan may hold secrets, so it is not kept in this page’s address.";
  const regions = reading?.requests.map((one) => one.region) ?? [];
  byId("file-said").textContent = `${reading ? `Read as ${formatName(reading.format)}: s` : "S"}ervices, load and surroundings come from the file; the fields for them rest.${kept}`;
  byId("as-request").hidden = regions.length === 0;
  fill(byId("file-regions"), regions.length > 1 && ["Its Regions: ", ...regions.map((code) => h("button", { type: "button", class: "small", onclick: () => { form.setRegion(code); chosen = true; go(); } }, code))]);
}

/** The fields of a request that the form sets for a file; all else is the file's. */
function fileFields() {
  const { fleet, savings_plan, cpu_architectures } = form.request();
  return { name: form.values().name || undefined, fleet: fleet ?? {}, savings_plan, cpu_architectures, ...everywhere() };
}

/** What is asked, as one text; null where a text is not valid JSON, which `mark` marks in it. */
function question(mark) {
  if (kind() !== FILE) return body(mark);
  return `${quoteQuery(openValues(form.values()), chosen ? form.values().region : "", fileFields())}\n${task.text}`;
}

function body(mark) {
  const read = mark ? task.read() : parsed(task) && { value: parsed(task) };
  if (!read || (!service.empty && !(mark ? service.read() : parsed(service)))) return null;
  return requestBody(task.text, service.text, kind() === REQUEST, { name: named(read.value), region: form.values().region }, form.request(), everywhere());
}

/** What the page says of every request, a whole one too. */
function everywhere() {
  return { ...(form.values().no_spot ? { spot: false } : {}), ...(today ? { current: today } : {}) };
}

/** What the quote is called: as typed, else by the task definition's family. */
function named(document) {
  const family = (document?.taskDefinition ?? document)?.family;
  return form.values().name || (typeof family === "string" && family.slice(0, 200)) || null;
}

async function go(step = true) {
  form.clearFaults();
  task.clear();
  service.clear();
  fill(byId("form-faults"));
  clearTimeout(saving);
  if (task.empty) {
    task.show([{ start: 0, end: 0, message: "Paste a task definition or a file here, or choose an example." }]);
    task.box.focus();
    return;
  }
  await remember(state(), step ? COMPARED : SAME);
  const text = question(true);
  former(priced !== null && text !== priced);
  if (text === null) {
    byId("status").scrollIntoView?.({ block: "nearest" });
    return;
  }
  const is = kind();
  const quote = await work(byId("status"), "Pricing every launch option", (job) => refusals(is === FILE ? ofFile(job) : price("/v1/quotes", text, job)), () => go(step));
  if (quote) await show(quote, question(false), is === FILE ? JSON.stringify(quote.request) : text);
}

function price(path, text, { signal }) {
  const headers = { "Idempotency-Key": `page-${catalog}-${fingerprint(path + text)}` };
  return post(path, text, { signal, seconds: 60, headers });
}

/** The quote of a file in the Region that was chosen, else in its own, which the Region field then shows. */
async function ofFile(job) {
  const values = form.values();
  const open = openValues(values);
  reading = await readFile(task.text, open, values.region, { signal: job.signal, seconds: 60 });
  const region = chosen ? values.region : reading.requests[0]?.region ?? values.region;
  form.setRegion(region);
  showReading();
  return price(`/v1/quotes?${quoteQuery(open, region, fileFields())}`, task.text, job);
}

/** Faults go to their places in the texts and fields; faults without such a place are shown as they are. */
async function refusals(asked) {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof Problem) || !error.faults.length) throw error;
    const places = { [REQUEST]: [[task, ""]], [FILE]: [] };
    const prefixes = places[kind()] ?? [[task, "/services/0/task_definition"], [service, "/services/0/service_definition"]];
    let left = error.faults;
    for (const [editor, prefix] of prefixes) {
      const mine = left.filter((fault) => fault.pointer.startsWith(prefix));
      left = left.filter((fault) => !fault.pointer.startsWith(prefix));
      if (mine.length) editor.showFaults(mine.map((fault) => ({ ...fault, pointer: fault.pointer.slice(prefix.length) })));
      if (mine.length && editor === service) byId("service-part").open = true;
    }
    error.faults = form.showFaults(left);
    error.advice = kind() === FILE ? "Correct the file, or say below it what it leaves open." : "What is wrong is marked in the input, each with what would be right.";
    throw error;
  }
}

/** Dim an answer that is not one to the input any more, until another takes its place. */
function former(is) {
  answer.former = is;
  byId("former").hidden = !is;
  for (const id of ["answer", "pictures"]) byId(id).classList.toggle("former", is);
  if (is) byId("stale").hidden = true;
}

/** `asked`: what was asked, as `question` has it; `request`: the quote request, for the pictures. */
async function show(quote, asked, request) {
  priced = asked;
  former(false);
  byId("stale").hidden = true;
  byId("welcome").hidden = true;
  byId("answer").hidden = false;
  answer.changes("…");
  const drawn = answer.show(quote, today);
  if (matchMedia("(max-width: 60rem)").matches) byId("headline").scrollIntoView({ block: "start" });
  await drawn;
  await shown.begin(quote, request);
}

/** The page as it was before anything was asked. */
function welcome() {
  put({});
  priced = null;
  former(false);
  for (const id of ["stale", "answer", "pictures"]) byId(id).hidden = true;
  byId("welcome").hidden = false;
  fill(byId("status"));
}

async function regions() {
  const known = await ask("/v1/regions?limit=1000");
  catalog = known.catalog_version;
  form.setRegions(known.items);
}

function samples() {
  fill(
    byId("samples"),
    SAMPLES.map((sample) => h("button", { type: "button", class: "small", onclick: () => {
      put({ ...sample, week: sample.week && SHAPES[sample.week]() });
      go();
    } }, sample.name)),
  );
}

async function copyLink() {
  await remember(state(), SAME);
  const said = byId("share-said");
  try {
    await navigator.clipboard.writeText(location.href);
    said.textContent = "Copied. It holds the whole input.";
  } catch {
    said.textContent = "Copy this page’s address: it holds the whole input.";
  }
}

async function fromAddress() {
  const saved = await unpacked(location.hash);
  if (saved) put(saved);
  return saved;
}

byId("input").addEventListener("submit", (event) => { event.preventDefault(); go(); });
byId("input").addEventListener("input", (event) => { if (!["task", "service"].includes(event.target.id) && event.target.type !== "file") edited(false); });
byId("input").addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) go(); });
byId("again").addEventListener("click", () => go());
byId("share").addEventListener("click", copyLink);
byId("region").addEventListener("input", () => { chosen = true; });
byId("as-request").addEventListener("click", () => {
  const mine = reading.requests.find((one) => one.region === form.values().region) ?? reading.requests[0];
  task.text = JSON.stringify(mine, null, 2);
  edited(false);
  task.box.focus();
});
addEventListener("popstate", async () => {
  const saved = await fromAddress();
  if (saved?.task) await go(false);
  else if (!saved) welcome();
});
samples();
form.show();
const opened = location.hash;
await regions().catch((error) => fill(byId("status"), problemNote(error, () => location.reload())));
// What was entered meanwhile is in the address by now and was asked already.
const saved = location.hash === opened ? await fromAddress() : null;
if (saved?.task) await go(false);
preload();
