/** What the nightly watch has found since somebody last looked: each with its reason, until seen. */

import { fetchWatch, markSeen } from "../api_runs.js";
import { el, fill, toast } from "../dom.js";
import { date, number, t, text } from "../i18n.js";

/**
 * Show what nobody has seen yet; the section stays away where there is nothing.
 * @param {HTMLElement} section
 * @param {HTMLElement} list
 * @param {(of: string, title: string) => void} onOpen
 * @param {(id: number) => string} runAddress
 */
export async function showWatch(section, list, onOpen, runAddress) {
  const findings = await fetchWatch().catch(() => []);
  section.hidden = !findings.length;
  fill(
    list,
    findings.map((finding) => item(finding, { section, list, onOpen, runAddress })),
  );
}

function item(finding, wishes) {
  const title = `${text(finding.title)}, ${date(finding.found_on)}`;
  const node = el(
    "li",
    { class: "watch__item", "data-finding": finding.id },
    el("div", {}, el("strong", {}, title), el("p", {}, text(finding.reason))),
    el(
      "div",
      { class: "button-row" },
      el("button", { type: "button", class: "button", onclick: () => wishes.onOpen(finding.of, title) }, t("watch.rows")),
      el("a", { class: "button", href: wishes.runAddress(finding.run_id) }, t("watch.run")),
      el("button", { type: "button", class: "button button--quiet", "aria-label": t("watch.seen_of", { name: title, n: number(finding.id) }), onclick: () => see(finding, node, wishes) }, t("watch.seen")),
    ),
  );
  return node;
}

async function see(finding, node, { section, list }) {
  try {
    await markSeen(finding.id);
    node.remove();
    section.hidden = !list.children.length;
  } catch (error) {
    toast(error.words ? text(error.words) : t("state.offline"));
  }
}
