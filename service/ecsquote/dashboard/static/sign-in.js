// The key of a server that needs one: asked for when the server refuses, kept in this page's memory and nowhere else.

import { byId, h } from "./dom.js";

let key = "";
let asking = null;

/** The headers that carry the key; none before somebody has signed in. */
export const signed = () => (key ? { Authorization: `Bearer ${key}` } : {});

/** Ask for a key; resolves once one was entered. Requests that are refused together share one question. */
export function signIn(reason) {
  asking ??= new Promise((resolve) => {
    const field = h("input", { type: "password", id: "key", name: "key", required: true, autocomplete: "off", spellcheck: "false" });
    const enter = (event) => {
      event.preventDefault();
      key = field.value.trim();
      form.remove();
      byId("sign-out").hidden = false;
      asking = null;
      resolve();
    };
    const form = h(
      "form",
      { class: "notice sign-in", onsubmit: enter },
      h("p", {}, h("label", { for: "key" }, "This server needs a key"), ` ${reason}`),
      field,
      h("button", { type: "submit" }, "Sign in"),
    );
    byId("main").prepend(form);
    field.focus();
  });
  return asking;
}

/** Whether somebody has entered a key. */
export const signedIn = () => key !== "";

byId("sign-out").addEventListener("click", () => {
  key = "";
  location.reload();
});
