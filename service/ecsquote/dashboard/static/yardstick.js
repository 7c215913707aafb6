// What each month is compared with: what runs today, else the cheapest option.

import { optionKey, planWords } from "./words.js";
import { change, minus, percent, sign } from "./decimal.js";
import { h } from "./dom.js";

/** The choice of a reader to whom nothing runs today; the request's `current` has the same word for it. */
export const NOTHING = "none";
const NOT_KNOWN = "what runs today is not known: ";

/** The option that a launch option stands for today: without a plan, for the architecture of the task definitions. */
export function todays(quote, code) {
  const mine = quote.options.filter((option) => option.available && option.launch_option === code && !planWords(option));
  const definition = quote.request.services[0]?.task_definition;
  const built = (definition?.taskDefinition ?? definition)?.runtimePlatform?.cpuArchitecture ?? "X86_64";
  return mine.find((option) => option.cpu_architecture === built) ?? mine[0];
}

/** What runs today: what the quote says, unless the reader chose another option of it; null where it is not known. */
export function yardstick(quote, chosen) {
  if (chosen === NOTHING) return null;
  const current = quote.current ?? null;
  if (!chosen || chosen === current?.launch_option) return current;
  return todays(quote, chosen) ?? current;
}

export const isToday = (option, today) => Boolean(today) && optionKey(option) === optionKey(today);

/** Why the quote does not say what runs today; it holds for all options and is shown once. */
export function whyNotKnown(quote) {
  const found = quote.options.flatMap((option) => option.warnings).find((text) => text.startsWith(NOT_KNOWN));
  return found ? `${found.slice(NOT_KNOWN.length)}.` : "";
}

/** The warnings of the option alone. */
export const ownWarnings = (option) => option.warnings.filter((text) => !text.startsWith(NOT_KNOWN));

/** A month's difference as a cell: from today, or above the cheapest where today is not known. */
export function differenceCell(option, today, cheapest) {
  if (isToday(option, today)) return "";
  const from = today ?? cheapest;
  const more = minus(option.monthly, from.monthly);
  if (sign(more) === 0) return today ? "the same" : "";
  const part = percent(more, from.monthly);
  const signed = part && sign(more) > 0 ? `+${part}` : part;
  return [h("span", { class: sign(more) < 0 ? "good" : "more" }, change(more)), h("small", {}, ` ${signed}`)];
}
