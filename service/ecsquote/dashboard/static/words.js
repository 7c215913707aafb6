// AWS's identifiers in the words that people use.

import { decimal } from "./decimal.js";
import { COMPONENTS, OPTIONS } from "./names.js";

export const LAUNCH_OPTIONS = Object.keys(OPTIONS);
const PLANS = { COMPUTE: "Compute Savings Plan", EC2_INSTANCE: "EC2 Instance Savings Plan" };
const PAYMENTS = { NO_UPFRONT: "no upfront", PARTIAL_UPFRONT: "partial upfront", ALL_UPFRONT: "all upfront" };

export const launchOption = (code) => OPTIONS[code] ?? code;
export const component = (code) => COMPONENTS[code] ?? code.replaceAll("_", " ");
const architecture = (code) => (code === "X86_64" ? "x86-64" : code);

/** "Compute Savings Plan, 1 year, no upfront"; several joined by "and". */
export function planWords(option) {
  const plans = option.savings_plans?.length ? option.savings_plans : option.savings_plan ? [option.savings_plan] : [];
  return plans
    .map((plan) => `${PLANS[plan.type] ?? plan.type}${plan.instance_family ? ` ${plan.instance_family}` : ""}, ${plan.term_years} ${plan.term_years === 1 ? "year" : "years"}, ${PAYMENTS[plan.payment_option] ?? plan.payment_option}`)
    .join(" and ");
}

/** An option with what distinguishes it from the others of its quote. */
export function optionWords(option, among) {
  const names = [launchOption(option.launch_option)];
  if (new Set(among.map((other) => other.cpu_architecture)).size > 1) names.push(architecture(option.cpu_architecture));
  const plan = planWords(option);
  if (plan) names.push(plan);
  return names.join(", ");
}

/** Names an option within its quote and from one quote to the next. */
export const optionKey = (option) => `${option.launch_option} ${option.cpu_architecture} ${planWords(option)}`;

/** "2 × m7a.medium, 4 × m5a.large" at the busiest hour; the tasks themselves on Fargate. */
export function runsOn(option, hoursPerMonth) {
  if (!option.placement?.instances?.length) return option.launch_option.startsWith("FARGATE") ? "Fargate tasks" : "";
  const counts = mostAtOnce(option.placement, Number(hoursPerMonth));
  return [...counts].map(([type, count]) => `${count} × ${type}`).join(", ");
}

/** By the hour where the quote says so; else what runs all month, and of the other layouts the largest in each zone. */
function mostAtOnce({ instances, hourly_instances }, hoursPerMonth) {
  if (hourly_instances) return new Map(Object.entries(hourly_instances).map(([type, counts]) => [type, Math.max(...counts)]));
  const places = new Map();
  for (const row of instances) {
    const allMonth = Number(row.hours) >= row.count * hoursPerMonth;
    const key = `${row.instance_type} ${row.zone} ${row.purchase_option}`;
    const place = places.get(key) ?? { type: row.instance_type, always: 0, most: 0 };
    if (allMonth) place.always += row.count;
    else place.most = Math.max(place.most, row.count);
    places.set(key, place);
  }
  const counts = new Map();
  for (const { type, always, most } of places.values()) counts.set(type, (counts.get(type) ?? 0) + always + most);
  return counts;
}

export const plural = (count, one, many = `${one}s`) => `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;

/** "22 Nov 2026, 14:05" in the reader's time zone. */
export const moment = (iso) =>
  new Date(iso).toLocaleString("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

export const share = (text) => `${(Number(decimal(text).digits) / 10 ** decimal(text).scale * 100).toFixed(1)} %`;
