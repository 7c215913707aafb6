// Files of other tools: read by the API as quote requests, and quoted as they stand.

import { post, Problem } from "./api.js";
import { isRequest } from "./form.js";

export const [TASK, REQUEST, FILE] = ["task", "request", "file"];
const NAMES = {
  ecs: "ECS documents",
  terraform_plan: "a Terraform plan",
  terraform: "a Terraform folder",
  cloudformation: "a CloudFormation template",
  sam: "a SAM template",
  cdk: "a CDK app",
  compose: "a Compose file",
  copilot: "a Copilot manifest",
  request: "a quote request",
};
const PLAN = /"(planned_values|resource_changes|prior_state)"/;

export const formatName = (code) => NAMES[code] ?? code;

/** What a text is; `document` is null where it is not JSON. What begins as JSON and is broken is marked in the text. */
export function kindOf(text, document) {
  if (document === null) return /^\s*(?:[[{]|$)/.test(text) ? TASK : FILE;
  if (isRequest(document)) return REQUEST;
  const definition = document.taskDefinition ?? document;
  const bare = typeof definition === "object" && ["containerDefinitions", "family"].some((member) => Object.hasOwn(definition, member));
  return bare ? TASK : FILE;
}

/** A plan may hold secrets: it is left out of the address. */
export const keepable = (text) => (PLAN.test(text) ? "" : text);

/** What the form says of values that the file leaves open. */
export function openValues(values) {
  const query = new URLSearchParams();
  for (const name of ["tasks", "default_size", "environment"]) if (values[`file_${name}`]) query.set(name, values[`file_${name}`]);
  for (const line of values.file_parameters.split("\n")) if (line.trim()) query.append("param", line.trim());
  return query;
}

/** The query of a quote of a file: its Region, and the fields of the request that the form sets. */
export function quoteQuery(open, region, fields) {
  const query = new URLSearchParams(open);
  query.set("region", region);
  for (const [path, value] of Object.entries(fields)) {
    const inside = path === "fleet" ? Object.entries(value).map(([name, one]) => [`fleet.${name}`, one]) : [[path, value]];
    for (const [place, one] of inside) if (one !== undefined) query.append("set", `${place}=${JSON.stringify(one)}`);
  }
  return query;
}

/** What the API reads in a file. `region` stands in where the file names none. */
export async function readFile(text, open, region, options) {
  try {
    return await post(`/v1/workloads?${open}`, text, options);
  } catch (error) {
    const missing = error instanceof Problem && error.faults.length > 0 && error.faults.every((fault) => fault.pointer === "/region");
    if (!missing) throw error;
    const query = new URLSearchParams(open);
    query.set("region", region);
    return post(`/v1/workloads?${query}`, text, options);
  }
}
