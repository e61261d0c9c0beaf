/** The map in a frame of another site: its panel is a small card, the legend comes on request. */

import { el } from "./dom.js";
import { pageData } from "./api.js";
import { t } from "./i18n.js";

/** Add the line below the total: the legend, and the way to the whole map. */
export function buildFrame(panel, legend) {
  const toggle = el(
    "button",
    { type: "button", class: "button button--quiet", "aria-expanded": "false", "aria-controls": legend.id },
    t("share.legend"),
  );
  toggle.addEventListener("click", () => {
    const isOpen = panel.toggleAttribute("data-legend");
    toggle.setAttribute("aria-expanded", String(isOpen));
  });
  const href = `${pageData().base.replace(/^\/e\//, "/s/")}/`;
  const whole = el("a", { href, target: "_blank", rel: "noopener" }, t("share.whole"));
  panel.querySelector(".panel__top").append(el("div", { class: "frame-line" }, toggle, whole));
}
