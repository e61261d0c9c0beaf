/** The epochs of a ward: stretches of days with the same boundaries, and those loaded with a document. */

import { el, fill, stateBox } from "../dom.js";
import { date, number, t, text } from "../i18n.js";

/** The stretches on a line, each a link to the map as of then. */
export function showKnown(node, page) {
  if (!page.epochs.length) return fill(node, el("li", {}, stateBox("empty", t("boundaries.none_known"), t("boundaries.none_known_help"))));
  fill(
    node,
    page.epochs.map((epoch) =>
      el(
        "li",
        { class: "epochs__one", "aria-current": epoch.is_now ? "date" : null },
        el("a", { class: "epochs__days", href: mapAddress(page, epoch.since) }, text(epoch.title)),
        epoch.is_now ? el("span", { class: "tag tag--good" }, t("time_bar.now")) : null,
        el("span", { class: "epochs__words" }, t("boundaries.groups_then", { n: number(epoch.groups) })),
        unassignedLink(page, epoch.since),
        epoch.basis ? el("small", { class: "u-quiet epochs__basis" }, epoch.basis) : null,
      ),
    ),
  );
  return node;
}

/** How many incidents of all time lie in no group then; the number opens them on the map. */
function unassignedLink(page, areas) {
  const found = page.unassigned.find((each) => each.areas === areas);
  if (!found) return null;
  const words = t("boundaries.unassigned", { n: number(found.n) });
  const query = { ward: page.ward.code, lang: page.lang, from: "", to: "", areas, group: "-", layers: "groups,incidents" };
  return el("span", { class: "epochs__words" }, found.n ? el("a", { href: `/?${new URLSearchParams(query)}` }, words) : words);
}

const mapAddress = (page, areas) => `/?${new URLSearchParams({ ward: page.ward.code, lang: page.lang, areas })}`;
export const epochAddress = (page, id) => `/boundaries/${id}?${new URLSearchParams({ ward: page.ward.code, lang: page.lang })}`;

/** The epochs that were loaded with a document, newest first. */
export function showLoaded(node, page) {
  if (!page.loaded.length) return fill(node, stateBox("empty", t("boundaries.none_loaded"), t("boundaries.none_loaded_help")));
  const head = ["starts_on", "basis", "kind", "areas", "lineage", "state"];
  return fill(
    node,
    el(
      "div",
      { class: "table-wrap", tabindex: "0", role: "group", "aria-labelledby": "h-loaded" },
      el(
        "table",
        { class: "table" },
        el("thead", {}, el("tr", {}, head.map((name) => el("th", { scope: "col" }, t(`boundaries.${name}`))))),
        el("tbody", {}, page.loaded.map((epoch) => row(epoch, page))),
      ),
    ),
  );
}

function row(epoch, page) {
  return el(
    "tr",
    { "data-epoch": epoch.id },
    el("th", { scope: "row", class: "is-short" }, el("a", { href: epochAddress(page, epoch.id) }, date(epoch.starts_on))),
    el("td", {}, epoch.basis_number, el("br"), el("small", { class: "u-quiet" }, `${epoch.basis_title}, ${date(epoch.basis_on)}`)),
    el("td", {}, t(`boundaries.kind_${epoch.kind}`)),
    el("td", {}, t("boundaries.opened_closed", { opened: number(epoch.opened), closed: number(epoch.closed) })),
    el("td", {}, t("boundaries.pairs_slivers", { pairs: number(epoch.pairs), slivers: number(epoch.slivers) })),
    el("td", {}, stateTag(epoch)),
  );
}

/** Whether somebody has confirmed the lineage, and who. */
export function stateTag(epoch) {
  return epoch.is_confirmed
    ? el("span", { class: "tag tag--good" }, t("boundaries.confirmed_by", { who: epoch.confirmed_by }))
    : el("span", { class: "tag tag--warn" }, t("boundaries.not_confirmed"));
}
