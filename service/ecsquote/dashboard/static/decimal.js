// Exact decimals, from the API's strings to cents and back: no figure on a page ever passes through a float.

/** "12.50" → {digits: 1250n, scale: 2}; throws RangeError for anything else. */
export function decimal(text) {
  const match = /^([-+]?)(\d+)(?:\.(\d*))?(?:[eE]([-+]?\d{1,3}))?$/.exec(String(text).trim());
  if (!match) throw new RangeError(`${text} is not a decimal`);
  const [, sign, whole, fraction = "", exponent = "0"] = match;
  let digits = BigInt(whole + fraction);
  let scale = fraction.length - Number(exponent);
  if (scale < 0) {
    digits *= 10n ** BigInt(-scale);
    scale = 0;
  }
  return { digits: sign === "-" ? -digits : digits, scale };
}

const at = (value, scale) => value.digits * 10n ** BigInt(scale - value.scale);

function joined(a, b, join) {
  const left = decimal(a);
  const right = decimal(b);
  const scale = Math.max(left.scale, right.scale);
  return written(join(at(left, scale), at(right, scale)), scale);
}

/** a + b, a − b: decimal strings. */
export const plus = (a, b) => joined(a, b, (left, right) => left + right);
export const minus = (a, b) => joined(a, b, (left, right) => left - right);
/** a × b. */
export function times(a, b) {
  const left = decimal(a);
  const right = decimal(b);
  return written(left.digits * right.digits, left.scale + right.scale);
}
/** Negative, zero or positive, as sort wants it. */
export const compare = (a, b) => sign(minus(a, b));
export const sign = (text) => {
  const { digits } = decimal(text);
  return digits > 0n ? 1 : digits < 0n ? -1 : 0;
};

function written(digits, scale) {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const whole = text.slice(0, text.length - scale);
  const fraction = scale ? `.${text.slice(-scale)}` : "";
  return `${digits < 0n ? "-" : ""}${whole}${fraction}`;
}

/** Rounds half-up, away from zero, to a number of places. */
export function rounded(text, places) {
  const value = decimal(text);
  if (value.scale <= places) return written(at(value, places), places);
  const unit = 10n ** BigInt(value.scale - places);
  const size = value.digits < 0n ? -value.digits : value.digits;
  const up = (size * 2n + unit) / (unit * 2n);
  return written(value.digits < 0n ? -up : up, places);
}

const grouped = (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ",");

function thousands(text) {
  const negative = text.startsWith("-");
  const [whole, fraction] = (negative ? text.slice(1) : text).split(".");
  return `${negative ? "−" : ""}${grouped(whole)}${fraction === undefined ? "" : `.${fraction}`}`;
}

let currencySign = "$";

/** From now on amounts are shown in this currency: CNY 1,234.50, where $ would be wrong. */
export function amountsIn(currency) {
  currencySign = currency === "USD" ? "$" : `${currency} `;
}

/** "$1,234.50": cents, half-up. */
export function money(text) {
  const cents = rounded(text, 2);
  return cents.startsWith("-") && sign(cents) ? `−${currencySign}${thousands(cents.slice(1))}` : `${currencySign}${thousands(cents.replace("-", ""))}`;
}

/** "$0.0039": what an hour costs. */
export const hourly = (text) => `${currencySign}${thousands(rounded(text, 4))}`;

/** "+$1.20", "−$3.00" or "$0.00". */
export function change(text) {
  return sign(rounded(text, 2)) > 0 ? `+${money(text)}` : money(text);
}

/** A unit price with every digit: "$0.04048". */
export const unitPrice = (text) => `${currencySign}${thousands(trimmed(text))}`;

/** A quantity, at most four places: "4,136.6667". */
export const quantity = (text) => thousands(trimmed(decimal(text).scale > 4 ? rounded(text, 4) : text));

function trimmed(text) {
  const value = decimal(text);
  const plain = written(value.digits, value.scale);
  return plain.includes(".") ? plain.replace(/\.?0+$/, "") : plain;
}

/** part ÷ whole as "68.2 %"; "" where the whole is 0. */
export function percent(part, whole, places = 1) {
  const top = decimal(part);
  const bottom = decimal(whole);
  if (bottom.digits === 0n) return "";
  const scale = Math.max(top.scale, bottom.scale);
  const precise = (at(top, scale) * 100n * 10n ** 8n) / at(bottom, scale);
  return `${thousands(rounded(written(precise, 8), places))} %`;
}

/** A number for widths and positions alone, never for a figure that is read. */
export const approximately = (text) => Number(text);
