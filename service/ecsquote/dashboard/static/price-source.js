// Where a unit price comes from: what of AWS it is and as of when, then a small link to whoever recorded it.

import { h } from "./dom.js";

const VIA = " via ";
const GITHUB = /^github:([\w.-]+\/[\w.-]+?)(?:@([0-9a-f]+))?(?: ([\w./-]+))?(?= |$)/;

export function priceSource(price) {
  if (!price) return ["–"];
  const [name, address] = parted(price.source ?? "");
  const since = price.effective_date ? `in force since ${price.effective_date}` : `read ${price.observed_on}`;
  return [
    h("span", {}, `${name}, `, h("span", { class: "date" }, since)),
    price.basis !== "published" && h("span", { class: "tag warn" }, price.basis),
    address && h("small", {}, linked(address)),
  ].filter(Boolean);
}

function parted(source) {
  const at = source.indexOf(VIA);
  return at < 0 ? [source, ""] : [source.slice(0, at), source.slice(at + VIA.length)];
}

function linked(address) {
  const href = pageOf(address);
  return href ? h("a", { href, rel: "noreferrer", title: address }, address) : address;
}

/** The collector's page; empty for an address that is not one of a repository. */
function pageOf(address) {
  const repository = GITHUB.exec(address);
  if (!repository) return "";
  const [, name, commit, path] = repository;
  return `https://github.com/${name}${commit && path ? `/blob/${commit}/${path}` : ""}`;
}
