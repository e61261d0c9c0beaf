/** Registers: drafts that survive, ticks of a list, and the other's values in a conflict. */

import { offerWhatWasInForce } from "./dated_options.js";
import "./kept_forms.js";

const form = document.getElementById("register-form");
if (form) {
  takeTheirs(form);
  offerWhatWasInForce(form);
  document.querySelector("#faults, #conflict")?.focus();
}
tickAll();
document.getElementById(location.hash.slice(1))?.focus(); // where one stood before the page loaded itself anew

function takeTheirs(node) {
  for (const button of document.querySelectorAll("[data-take]")) {
    button.addEventListener("click", () => {
      const field = node.elements[button.dataset.take];
      field.value = button.dataset.value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      button.setAttribute("aria-pressed", "true");
    });
  }
}

function tickAll() {
  const all = document.getElementById("tick-all");
  const each = [...document.querySelectorAll("input[name=rows]")];
  all?.addEventListener("change", () => {
    for (const box of each) box.checked = all.checked;
  });
  for (const box of each) {
    box.addEventListener("change", () => {
      const ticked = each.filter((other) => other.checked).length;
      all.checked = ticked === each.length;
      all.indeterminate = ticked > 0 && ticked < each.length;
    });
  }
}
