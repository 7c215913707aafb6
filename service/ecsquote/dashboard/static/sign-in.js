// The key or token for a server that needs one: asked for when the server refuses, kept in this page's memory alone.

import { byId, h } from "./dom.js";
import { hasIssuer, tokenOfIssuer } from "./issuer.js";

let key = "";
let asking = null;

/** The headers that carry the key; none before somebody has signed in. */
export const signed = () => (key ? { Authorization: `Bearer ${key}` } : {});

/** Ask for a key; resolves once one was entered. Requests that are refused together share one question. */
export function signIn(reason) {
  asking ??= new Promise((resolve) => {
    const field = h("input", { type: "password", id: "key", name: "key", required: true, autocomplete: "off", spellcheck: "false" });
    const use = (given) => {
      key = given;
      form.remove();
      byId("sign-out").hidden = false;
      asking = null;
      resolve();
    };
    const enter = (event) => {
      event.preventDefault();
      use(field.value.trim());
    };
    const trouble = h("p", { role: "alert" });
    const go = async () => {
      trouble.textContent = "";
      try {
        use(await tokenOfIssuer());
      } catch (error) {
        trouble.textContent = error.message;
      }
    };
    const provider = hasIssuer() && h("button", { type: "button", onclick: go }, "Sign in with your company account");
    const form = h(
      "form",
      { class: "notice sign-in", onsubmit: enter },
      h("p", {}, h("label", { for: "key" }, "This server needs a key"), ` ${reason}`),
      field,
      h("button", { type: "submit" }, "Sign in"),
      ...(provider ? [provider, trouble] : []),
    );
    byId("main").prepend(form);
    (provider || field).focus();
  });
  return asking;
}

/** Whether somebody has entered a key. */
export const signedIn = () => key !== "";

byId("sign-out").addEventListener("click", () => {
  key = "";
  location.reload();
});
