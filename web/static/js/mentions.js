/** Which registers speak of a record of the map: each opens just those rows. */

import { el } from "./dom.js";
import { number, t, text } from "./i18n.js";

export function mentionList({ registers }) {
  if (!registers?.length) return null;
  const line = ({ title, count, href }) => el("li", {}, el("a", { href }, `${text(title)}: ${number(count)}`));
  return el(
    "section",
    { class: "popup__registers" },
    el("h3", {}, t("popup.registers")),
    el("ul", { class: "row-list" }, registers.map(line)),
  );
}
