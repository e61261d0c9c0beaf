/** The dialog of share links: make one of the view as it is, see those made, revoke them. */

import { fetchShares, makeShare, restoreShare, revokeShare } from "./api_share.js";
import { el, fill, icon, iconButton, note, stateBox, toast } from "./dom.js";
import { date, moment, number, t, text, wardZone } from "./i18n.js";
import { writeState } from "./state.js";

const ROLES = ["public", "viewer", "inspector", "supervisor", "admin"];
const USUAL_DAYS = 30;
/** How often each list was asked for: an answer that a newer one has overtaken is not shown. */
const turns = new WeakMap();

/**
 * Make the dialog of share links.
 * @param {HTMLDialogElement} dialog
 * @param {{page: object, store: object}} wishes
 * @returns {() => void} opens it
 */
export function buildShare(dialog, { page, store }) {
  const made = el("div", { class: "share__made", role: "status" });
  const list = el("div", { class: "share__list" });
  const form = buildForm(page, async (wish) => {
    const link = await makeShare({ ...wish, view: writeState({ ...store.get(), selected: null }, page) });
    fill(made, madeLink(link));
    made.querySelector("input").select();
    made.scrollIntoView({ block: "nearest" });
    await refresh();
  });
  const refresh = () => showList(list);
  fill(
    dialog,
    el(
      "div",
      { class: "dialog__head" },
      el("h2", { id: "share-title" }, t("share.title")),
      iconButton(t("popup.close"), "close", () => dialog.close()),
    ),
    el("div", { class: "dialog__body share" }, el("p", { class: "u-quiet" }, t("share.what")), form, made, list),
  );
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  return () => {
    fill(made);
    dialog.showModal();
    document.getElementById("share-role").focus();
    refresh();
  };
}

function buildForm(page, onMake) {
  const mine = ROLES.slice(0, ROLES.indexOf(page.role) + 1);
  const role = el("select", { class: "select", id: "share-role" }, mine.map((name) => el("option", { value: name }, t(`role.${name}`))));
  const until = el("input", { class: "input", type: "date", id: "share-until", required: true, min: dayFromNow(0), max: dayFromNow(366), value: dayFromNow(USUAL_DAYS) });
  const redacted = el("input", { type: "checkbox", id: "share-redacted", checked: true });
  const locked = el("input", { type: "checkbox", id: "share-locked", checked: true });
  const origins = el("textarea", { class: "input", id: "share-origins", rows: "2", spellcheck: "false" });
  const remark = el("input", { class: "input", id: "share-note", maxlength: "300" });
  const trouble = el("div", { class: "share__wide", role: "alert" });
  const submit = el("button", { type: "submit", class: "button button--main" }, icon("share"), el("span", {}, t("share.make")));
  const form = el(
    "form",
    { class: "share__form", novalidate: true },
    field("share.role", role),
    field("share.ends_on", until),
    tick("share.redacted", redacted),
    tick("share.locked", locked),
    field("share.origins", origins, "share.origins_help"),
    field("share.note", remark),
    trouble,
    el("div", { class: "button-row share__wide" }, submit),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    fill(trouble);
    submit.disabled = true;
    try {
      await onMake({
        role: role.value,
        ends_on: until.value,
        redacted: redacted.checked,
        locked: locked.checked,
        note: remark.value,
        origins: origins.value.split(/\s+/).filter(Boolean),
      });
    } catch (error) {
      fill(trouble, note(error.words ? text(error.words) : t("state.offline"), "error"));
    }
    submit.disabled = false;
  });
  return form;
}

function field(title, input, help = null) {
  const helpId = `${input.id}-help`;
  if (help) input.setAttribute("aria-describedby", helpId);
  return el(
    "div",
    { class: "field" },
    el("label", { class: "field__label", for: input.id }, t(title)),
    input,
    help ? el("span", { class: "field__help", id: helpId }, t(help)) : null,
  );
}

/** A tick box with what it means below. */
function tick(title, box) {
  const helpId = `${box.id}-help`;
  box.setAttribute("aria-describedby", helpId);
  return el(
    "div",
    { class: "field" },
    el("label", { class: "check" }, box, el("span", { class: "check__text" }, t(title))),
    el("span", { class: "field__help", id: helpId }, t(`${title}_help`)),
  );
}

/** The addresses of a link that was just made; nobody can show them again. */
function madeLink({ address, frame }) {
  return el(
    "div",
    { class: "card u-stack" },
    note(t("share.made"), "warning"),
    copyField("share-address", "share.address", address),
    frame ? copyField("share-frame", "share.frame", frameCode(frame)) : null,
  );
}

const frameCode = (address) =>
  `<iframe src="${address}" title="${t("share.frame_label")}" width="100%" height="480" loading="lazy"></iframe>`;

function copyField(id, title, value) {
  const input = el("input", { class: "input", id, readonly: true, value, spellcheck: "false" });
  const copy = async () => {
    input.select();
    try {
      await navigator.clipboard.writeText(value);
      toast(t("share.copied"));
    } catch {
      input.focus(); // selected, so that the keyboard can copy it
    }
  };
  return el(
    "div",
    { class: "field" },
    el("label", { class: "field__label", for: id }, t(title)),
    el("div", { class: "share__copy" }, input, el("button", { type: "button", class: "button", onclick: copy }, icon("link"), el("span", {}, t("share.copy")))),
  );
}

async function showList(node) {
  if (!node.children.length) fill(node, stateBox("loading", t("state.loading")));
  const turn = (turns.get(node) ?? 0) + 1;
  turns.set(node, turn);
  try {
    const shares = await fetchShares();
    if (turn === turns.get(node)) fillList(node, shares);
  } catch (error) {
    if (turn === turns.get(node)) fill(node, stateBox("error", error.words ? text(error.words) : t("state.error")));
  }
}

function fillList(node, shares) {
  const rows = shares.map((share) => rowOf(share, node));
  fill(
    node,
    el("h3", { class: "panel__part", tabindex: "-1" }, t("share.list")),
    rows.length ? el("ul", { class: "row-list" }, rows) : stateBox("empty", t("share.none")),
  );
}

function rowOf(share, node) {
  const tags = [
    el("span", { class: share.state === "open" ? "tag tag--good" : "tag" }, t(`share.state_${share.state}`)),
    el("span", { class: "tag" }, t(`role.${share.role}`)),
    share.is_redacted ? el("span", { class: "tag" }, t("share.tag_redacted")) : null,
    share.is_locked ? el("span", { class: "tag" }, t("share.tag_locked")) : null,
    share.origins.length ? el("span", { class: "tag", title: share.origins.join(" ") }, t("share.tag_frame")) : null,
  ];
  const uses = share.uses
    ? `${t("share.uses", { n: number(share.uses) })}, ${t("share.last_used", { when: moment(share.last_used_at) })}`
    : t("share.never_used");
  const revoke = el(
    "button",
    {
      type: "button",
      class: "button button--danger",
      "aria-label": t("share.revoke_it", { when: moment(share.made_at) }),
      onclick: () => takeBack(share, node),
    },
    t("share.revoke"),
  );
  return el(
    "li",
    { class: "share__row" },
    el(
      "div",
      { class: "share__about" },
      el("span", { class: "row-button__title" }, share.note || `${moment(share.made_at)} · ${t("share.by", { login: share.made_by })}`),
      el("span", { class: "share__tags" }, tags),
      el("span", { class: "row-button__detail" }, `${uses} · ${t("share.until", { day: date(share.ends_on) })}`),
    ),
    share.state === "open" ? revoke : null,
  );
}

async function takeBack(share, node) {
  const dialog = node.closest("dialog");
  const undo = async () => {
    fillList(node, await restoreShare(share.id));
    toast(t("share.restored"));
  };
  fillList(node, await revokeShare(share.id));
  node.querySelector("h3").focus();
  toast(t("share.revoked"), { words: t("share.undo"), act: undo });
  dialog.append(document.querySelector(".toast")); // above the dialog, where it can be reached
}

function dayFromNow(days) {
  const iso = new Intl.DateTimeFormat("sv-SE", { timeZone: wardZone(), dateStyle: "short" });
  return iso.format(Date.now() + days * 24 * 3600 * 1000);
}
