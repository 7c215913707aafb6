// The form next to the text: its values to and from the shared state, and with the texts to a quote request.

import { byId, fill, h } from "./dom.js";
import { readJson } from "./json-places.js";

const SKIPPED = new Set(["submit", "button", "file"]);

export class Form {
  constructor(form, week) {
    this.form = form;
    this.week = week;
    this.defaults = this.values();
  }

  #controls() {
    return [...this.form.elements].filter((control) => control.name && !SKIPPED.has(control.type));
  }

  values() {
    const values = {};
    for (const control of this.#controls()) {
      if (control.type === "radio") {
        if (control.checked) values[control.name] = control.value;
      } else values[control.name] = control.type === "checkbox" ? control.checked : control.value.trim();
    }
    return values;
  }

  /** Only what is not as it was at first, to keep addresses short. */
  changes() {
    return Object.fromEntries(Object.entries(this.values()).filter(([name, value]) => value !== this.defaults[name]));
  }

  set(values) {
    const all = { ...this.defaults, ...values };
    for (const control of this.#controls()) {
      const value = all[control.name];
      if (control.type === "radio") control.checked = control.value === value;
      else if (control.type === "checkbox") control.checked = value === true;
      else if (value !== undefined) control.value = value;
    }
    this.show();
  }

  /** Hide what the choices made leave without meaning. */
  show() {
    const values = this.values();
    for (const part of this.form.querySelectorAll("[data-shown]")) {
      const [name, wanted] = part.dataset.shown.split("=");
      part.hidden = !wanted.split("|").includes(String(values[name]));
    }
  }

  /** The parts of the request that the form says. */
  request() {
    const value = this.values();
    const parts = { load: undefined, usage: {} };
    if (value.load === "constant") parts.load = { tasks: value.tasks || "1" };
    if (value.load === "runs") parts.load = { runs_per_month: value.runs_per_month || "0", seconds_per_run: value.seconds_per_run || "0" };
    if (value.load === "week") parts.load = { hourly_tasks: this.week.hours };
    if (value.alb) parts.usage.load_balancers = [balancer(value)];
    const transfer = given({ internet_out_gb: value.internet_out_gb, inter_az_gb: value.inter_az_gb });
    if (transfer) parts.usage.data_transfer = transfer;
    if (value.nat_count && value.nat_count !== "0") parts.usage.nat_gateways = { count: value.nat_count, processed_gb: value.nat_gb || "0" };
    const logs = given({ ingested_gb: value.logs_ingested_gb, stored_gb: value.logs_stored_gb });
    if (logs) parts.usage.logs = logs;
    if (value.plan !== "none") parts.savings_plan = plan(value);
    const chosen = fleet(value);
    if (Object.keys(chosen).length) parts.fleet = chosen;
    if (value.arm) parts.cpu_architectures = ["X86_64", "ARM64"];
    return parts;
  }

  /** Show faults at the fields they are about; gives back those that no field is about. */
  showFaults(faults) {
    this.clearFaults();
    return faults.filter((fault) => {
      const control = this.#controls().find((one) => one.dataset.pointer && fault.pointer.startsWith(one.dataset.pointer) && one.offsetParent);
      if (!control) return true;
      const id = `${control.id}-fault`;
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", id);
      control.closest(".field").append(h("p", { class: "field-fault", id }, fault.message));
      return false;
    });
  }

  clearFaults() {
    for (const note of this.form.querySelectorAll(".field-fault")) note.remove();
    for (const control of this.form.querySelectorAll("[data-pointer][aria-invalid]")) {
      control.removeAttribute("aria-invalid");
      control.removeAttribute("aria-describedby");
    }
  }

  setRegion(code) {
    const select = byId("region");
    if ([...select.options].some((one) => one.value === code)) select.value = code;
  }

  setRegions(regions) {
    const select = byId("region");
    const chosen = select.value;
    fill(select, regions.map((region) => h("option", { value: region.code }, `${region.code} – ${region.name}`)));
    select.value = regions.some((region) => region.code === chosen) ? chosen : regions[0]?.code;
  }
}

function balancer(value) {
  const names = ["new_connections_per_second", "active_connections", "processed_gb_per_hour", "requests_per_second"];
  const traffic = { share_of_hours: "1" };
  for (const name of names) traffic[name] = value[`alb_${name}`] || "0";
  return { type: "application", availability_zones: value.alb_zones || "2", traffic: [traffic] };
}

function given(fields) {
  const kept = Object.entries(fields).filter(([, value]) => value !== "" && value !== "0");
  return kept.length ? Object.fromEntries(kept) : null;
}

function plan(value) {
  const family = value.plan === "EC2_INSTANCE" ? { instance_family: value.plan_family } : {};
  const commitment = value.plan_commitment ? { hourly_commitment: value.plan_commitment } : {};
  return { type: value.plan, term_years: Number(value.plan_term), payment_option: value.plan_payment, ...family, ...commitment };
}

/** Only what is not the service's default. */
function fleet(value) {
  const parts = {};
  if (value.fleet_profile !== "production") parts.profile = value.fleet_profile;
  if (!value.burstable) parts.burstable = false;
  if (value.fleet_zones) parts.availability_zones = value.fleet_zones;
  return parts;
}

/**
 * The body of a quote request. The texts go in as they were pasted, to the letter, so that no number is changed;
 * `whole`: the text is a quote request of its own, and the form adds only a Region that it lacks; `more` holds the
 * fields that are set in every request, whole or not.
 */
export function requestBody(taskText, serviceText, whole, { name, region }, parts, more) {
  if (whole) {
    const text = taskText.trim();
    const placed = Object.hasOwn(readJson(text).value, "region") ? text : withField(text, "region", region);
    return Object.entries(more).reduce((sum, [field, value]) => withField(sum, field, value), placed);
  }
  const service = [`"task_definition": ${taskText.trim()}`];
  if (serviceText.trim()) service.push(`"service_definition": ${serviceText.trim()}`);
  if (parts.load) service.push(`"load": ${JSON.stringify(parts.load)}`);
  const body = [`"name": ${JSON.stringify(name)}`, `"region": ${JSON.stringify(region)}`, `"services": [{${service.join(", ")}}]`, `"usage": ${JSON.stringify(parts.usage)}`];
  const rest = { fleet: parts.fleet, savings_plan: parts.savings_plan, cpu_architectures: parts.cpu_architectures, ...more };
  for (const [field, value] of Object.entries(rest)) {
    if (value !== undefined) body.push(`${JSON.stringify(field)}: ${JSON.stringify(value)}`);
  }
  return `{${body.join(", ")}}`;
}

/** True for a document that is a quote request, not a task definition or what describe-services prints. */
export function isRequest(document) {
  if (!Array.isArray(document?.services) || Object.hasOwn(document, "containerDefinitions")) return false;
  const printed = (one) => ["serviceName", "serviceArn", "taskDefinition"].some((member) => Object.hasOwn(one ?? {}, member));
  return !(document.services.length ? document.services.every(printed) : Object.hasOwn(document, "failures"));
}

/** A request's text with one field of its own set; the rest stays to the letter. */
export function withField(text, name, value) {
  const place = readJson(text).places.get(`/${name}`);
  if (place) return text.slice(0, place.start) + JSON.stringify(value) + text.slice(place.end);
  return text.replace("{", () => `{${JSON.stringify(name)}: ${JSON.stringify(value)}, `);
}
