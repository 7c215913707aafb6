// The instances of an option, and what each service holds of them.

import { money, plus, quantity, times, unitPrice, rounded } from "./decimal.js";
import { h, table } from "./dom.js";
import { launchOption, share } from "./words.js";

const PROFILES = { production: "A fleet that a team would run", cheapest: "Perfect packing" };
const KEPT_FOR = {
  deployment_headroom: "room for a deployment",
  min_instances: "the minimum of the Auto Scaling group",
  target_capacity_percent: "target capacity",
};
const BOUGHT = { ON_DEMAND: "On-Demand", SPOT: "Spot" };

/** "1", or the zone's name where a price or a constraint decides it; "–" for a fleet that is not spread. */
const zone = (row) => row.availability_zone ?? (row.zone ? String(row.zone) : "–");

/** "2 × web", or why an instance without tasks stands. */
function tasksOnEach(row) {
  const tasks = Object.entries(row.tasks).map(([name, count]) => `${count} × ${name}`).join(", ") || "none";
  const reasons = (row.kept_for ?? []).map((reason) => KEPT_FOR[reason] ?? reason);
  return reasons.length ? `${tasks}: ${reasons.join(" or ")}` : tasks;
}

export function instancesTable(option) {
  const rows = option.placement.instances;
  const zones = rows.some((row) => row.zone || row.availability_zone);
  const mixed = new Set(rows.map((row) => row.purchase_option)).size > 1;
  return table(`Instances of ${launchOption(option.launch_option)}`, [
    { head: "Instance type", cell: (row) => row.instance_type, rowHead: true },
    { head: "Count", cell: (row) => quantity(String(row.count)), number: true },
    zones && { head: "Zone", cell: zone },
    mixed && { head: "Bought as", cell: (row) => BOUGHT[row.purchase_option] ?? row.purchase_option },
    { head: "Hours", cell: (row) => quantity(row.hours), number: true },
    { head: "Tasks on each", cell: tasksOnEach },
    { head: "CPU used", cell: (row) => share(row.cpu_used), number: true },
    { head: "Memory used", cell: (row) => share(row.memory_used), number: true },
    { head: "Bound by", cell: (row) => row.bound_by },
  ].filter(Boolean), rows);
}

/** What the fleet is, how much of it is idle, and what no fleet can beat. */
export function fleetWords(option, quote) {
  const { placement } = option;
  const words = [`${PROFILES[placement.profile] ?? "The fleet"}: ${share(placement.idle_share)} idle.`];
  if (placement.gap_percent === "0") words.push("No fleet under the same rules is cheaper.");
  else if (placement.gap_percent !== null) words.push(`At most ${quantity(placement.gap_percent)} % more expensive than the cheapest possible fleet under the same rules.`);
  const floor = placement.perfect_packing_hourly;
  if (floor) words.push(`Perfect packing of these tasks, without zones, headroom and minimum, cannot cost less than ${unitPrice(rounded(floor, 4))} an hour, ${money(times(floor, quote.hours_per_month))} a month.`);
  return h("p", { class: "quiet" }, words.join(" "));
}

/** What each service holds of instances, volumes, fees and credits; null where the quote does not divide them. */
export function sharesTable(option) {
  const { services = [] } = option.placement;
  if (!services.length) return null;
  const sum = (field) => services.reduce((total, one) => plus(total, one[field]), "0");
  const rows = services.length > 1 ? [...services, { name: "Together", monthly: sum("monthly"), idle_monthly: sum("idle_monthly") }] : services;
  return table(`Who pays what of ${launchOption(option.launch_option)}`, [
    { head: "Service", cell: (row) => row.name, rowHead: true },
    { head: "Holds, a month", cell: (row) => money(row.monthly), number: true },
    { head: "Its part of idle", cell: (row) => money(row.idle_monthly), number: true },
    { head: "Both", cell: (row) => money(plus(row.monthly, row.idle_monthly)), number: true },
  ], rows);
}
