// The first page: a task definition in, what every launch option costs out.

import "./nav.js";
import { ask, fingerprint, post, Problem } from "./api.js";
import { Answer } from "./answer.js";
import { byId, fill, h } from "./dom.js";
import { changeWords } from "./questions.js";
import { Editor } from "./editor.js";
import { Form, isRequest, requestBody } from "./form.js";
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
  const same = body(false) === priced;
  today = code;
  if (same) priced = body(false);
  remember(state(), SAME);
});
const shown = pictures((name, found) => {
  if (name === "break-even") answer.changes(changeWords(found));
});
let today = null;
let priced = null;
let catalog = "";

function state() {
  return { task: task.text, service: service.text, form: form.changes(), week: form.values().load === "week" ? week.hours : undefined, today: today ?? undefined };
}

function put(saved) {
  task.text = saved.task ?? "";
  service.text = saved.service ?? "";
  byId("service-part").open = Boolean(saved.service);
  if (saved.week?.length === 168) week.set(saved.week);
  form.set(saved.form ?? {});
  today = saved.today ?? null;
  showKind();
}

let saving;
function edited(pasted) {
  showKind();
  form.show();
  clearTimeout(saving);
  if (pasted && !task.empty) {
    today = null;
    go();
    return;
  }
  saving = setTimeout(() => remember(state(), EDITED), 300);
  const same = priced === null || body(false) === priced;
  if (same) former(false);
  byId("stale").hidden = same || answer.former;
}

/** The parsed text; null while it is none. */
function parsed(editor) {
  try {
    return readJson(editor.text).value;
  } catch {
    return null;
  }
}

function showKind() {
  const whole = isRequest(parsed(task));
  byId("whole").hidden = !whole;
  byId("fields").disabled = whole;
}

/** The body of the request; null where a text is not valid JSON, which `mark` marks in it. */
function body(mark) {
  const read = mark ? task.read() : parsed(task) && { value: parsed(task) };
  if (!read || (!service.empty && !(mark ? service.read() : parsed(service)))) return null;
  return requestBody(task.text, service.text, isRequest(read.value), { name: named(read.value), region: form.values().region }, form.request(), everywhere());
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
    task.show([{ start: 0, end: 0, message: "Paste a task definition here, or choose an example." }]);
    task.box.focus();
    return;
  }
  await remember(state(), step ? COMPARED : SAME);
  const text = body(true);
  former(priced !== null && text !== priced);
  if (text === null) {
    byId("status").scrollIntoView?.({ block: "nearest" });
    return;
  }
  const headers = { "Idempotency-Key": `page-${catalog}-${fingerprint(text)}` };
  const quote = await work(byId("status"), "Pricing every launch option", ({ signal }) => refusals(post("/v1/quotes", text, { signal, seconds: 60, headers })), () => go(step));
  if (quote) await show(quote, text);
}

/** Faults go to their places in the texts and fields; faults without such a place are shown as they are. */
async function refusals(asked) {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof Problem) || !error.faults.length) throw error;
    const whole = isRequest(parsed(task));
    const prefixes = whole ? [[task, ""]] : [[task, "/services/0/task_definition"], [service, "/services/0/service_definition"]];
    let left = error.faults;
    for (const [editor, prefix] of prefixes) {
      const mine = left.filter((fault) => fault.pointer.startsWith(prefix));
      left = left.filter((fault) => !fault.pointer.startsWith(prefix));
      if (mine.length) editor.showFaults(mine.map((fault) => ({ ...fault, pointer: fault.pointer.slice(prefix.length) })));
      if (mine.length && editor === service) byId("service-part").open = true;
    }
    error.faults = form.showFaults(left);
    error.advice = "What is wrong is marked in the input, each with what would be right.";
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

async function show(quote, text) {
  priced = text;
  former(false);
  byId("stale").hidden = true;
  byId("welcome").hidden = true;
  byId("answer").hidden = false;
  answer.changes("…");
  const drawn = answer.show(quote, today);
  if (matchMedia("(max-width: 60rem)").matches) byId("headline").scrollIntoView({ block: "start" });
  await drawn;
  await shown.begin(quote, text);
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
