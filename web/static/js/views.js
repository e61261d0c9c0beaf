/** Kept views of the map: keep this one, open, rename, share and delete those there are. */

import { changeView, deleteView, fetchViews, keepView, restoreView } from "./api_views.js";
import { el, fill, icon, iconButton, note, stateBox, toast, troubleBox } from "./dom.js";
import { t, text } from "./i18n.js";
import { writeState } from "./state.js";

const SHARERS = ["inspector", "supervisor", "admin"];
const CHOOSERS = ["supervisor", "admin"];
const ROLES = ["viewer", "inspector", "supervisor", "admin"];

/**
 * Make the dialog and return what opens it.
 * @param {HTMLDialogElement} dialog
 * @param {{page: object, store: object}} wishes
 */
export function buildViews(dialog, { page, store }) {
  const lists = el("div", { class: "views__lists" });
  const close = () => dialog.close();
  const parts = { dialog, page, lists, reload: () => load(parts) };
  const form = keepForm(parts, () => writeState(store.get(), page));
  const head = el("div", { class: "dialog__head" }, el("h2", { id: "views-title" }, t("views.title")), iconButton(t("popup.close"), "close", close));
  fill(dialog, head, el("div", { class: "dialog__body views" }, form, lists));
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  return () => {
    dialog.showModal();
    form.elements.name.focus();
    load(parts);
  };
}

function keepForm(parts, queryNow) {
  const name = el("input", { class: "input", name: "name", id: "view-name", required: true, maxlength: 80, autocomplete: "off", placeholder: t("views.name_example") });
  const shared = check("is_shared", t("views.share"));
  const newest = check("is_newest", t("views.newest"));
  const trouble = el("div", {});
  const form = el(
    "form",
    { class: "views__form", novalidate: true },
    el("div", { class: "field" }, el("label", { class: "field__label", for: "view-name" }, t("views.name")), name),
    SHARERS.includes(parts.page.role) ? shared.node : null,
    newest.node,
    el("div", {}, el("button", { type: "submit", class: "button button--main", id: "view-keep" }, icon("check"), el("span", {}, t("views.keep")))),
    trouble,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    fill(trouble);
    if (!name.value.trim()) {
      fill(trouble, note(t("views.name_missing"), "error"));
      return name.focus();
    }
    try {
      await keepView({ name: name.value, query: queryNow(), is_shared: shared.box.checked, is_newest: newest.box.checked });
      toast(t("views.kept", { name: name.value.trim() }));
      form.reset();
      await parts.reload();
    } catch (error) {
      fill(trouble, troubleBox(error, t("state.offline"), null));
    }
  });
  return form;
}

function check(name, words, isChecked = false) {
  const box = el("input", { type: "checkbox", name, checked: isChecked });
  return { box, node: el("label", { class: "check" }, box, el("span", { class: "check__text" }, words)) };
}

async function load(parts) {
  const { lists, page, dialog } = parts;
  if (!lists.children.length) fill(lists, stateBox("loading", t("state.loading")));
  try {
    const views = await fetchViews();
    const open = new Set([...lists.querySelectorAll("details[open]")].map((each) => each.closest("[data-view]").dataset.view));
    const section = (title, found) =>
      found.length ? [el("h3", { class: "panel__part" }, title), el("ul", { class: "row-list" }, found.map((view) => item(view, parts, open.has(String(view.id)))))] : null;
    fill(
      lists,
      section(t("views.mine"), views.filter((each) => each.is_mine)),
      section(t("views.shared"), views.filter((each) => !each.is_mine)),
      views.length ? null : stateBox("empty", t("views.none"), t("views.none_help")),
    );
    dialog.dataset.views = String(views.length);
  } catch (error) {
    fill(lists, troubleBox(error, t("state.offline"), () => load(parts)));
  }
}

/** One view: its name opens it; what can be changed is folded away under it. */
function item(view, parts, isOpen) {
  const href = `/?${new URLSearchParams({ ward: parts.page.ward.code, lang: parts.page.lang })}&${view.query}`;
  const tags = [
    view.is_mine ? null : view.owner,
    view.is_mine && view.is_shared ? t("views.is_shared") : null,
    view.roles.length ? t("views.first_for", { roles: view.roles.map((role) => t(`role.${role}`)).join(", ") }) : null,
  ];
  return el(
    "li",
    { class: "views__item", "data-view": view.id },
    el("a", { class: "views__open", href }, view.name),
    el("p", { class: "u-quiet" }, tags.filter(Boolean).join(" · ")),
    view.may_change ? tools(view, parts, isOpen) : null,
  );
}

function tools(view, parts, isOpen) {
  const id = `view-rename-${view.id}`;
  const input = el("input", { class: "input", id, name: "rename", value: view.name, maxlength: 80, autocomplete: "off" });
  const rename = el("form", { class: "views__rename" }, el("label", { class: "u-hidden", for: id }, t("views.rename_of", { name: view.name })), input, el("button", { type: "submit", class: "button" }, t("views.rename")));
  rename.addEventListener("submit", (event) => {
    event.preventDefault();
    change(view, { name: input.value }, parts);
  });
  const share = check("share", t("views.share"), view.is_shared);
  share.box.addEventListener("change", () => change(view, { is_shared: share.box.checked }, parts));
  const isChooser = CHOOSERS.includes(parts.page.role);
  return el(
    "details",
    { class: "layer__tools views__tools", open: isOpen },
    el("summary", {}, t("views.change"), el("span", { class: "u-hidden" }, `: ${view.name}`)),
    rename,
    SHARERS.includes(parts.page.role) || view.is_shared ? share.node : null,
    isChooser && view.is_shared ? firstFor(view, parts) : null,
    el("button", { type: "button", class: "button button--quiet", "data-delete": view.id, "aria-label": t("views.delete_of", { name: view.name }), onclick: () => remove(view, parts) }, t("views.delete")),
  );
}

/** For which roles the map opens with this view. */
function firstFor(view, parts) {
  const boxes = ROLES.map((role) => ({ role, ...check(`first-${role}`, t(`role.${role}`), view.roles.includes(role)) }));
  for (const { box } of boxes)
    box.addEventListener("change", () => change(view, { roles: boxes.filter((each) => each.box.checked).map((each) => each.role) }, parts));
  return el("fieldset", { class: "views__roles" }, el("legend", {}, t("views.first")), boxes.map(({ node }) => node));
}

async function change(view, changes, parts) {
  const focused = document.activeElement?.closest("[data-view] .check, [data-view] form")?.querySelector("input").name;
  try {
    await changeView(view.id, changes);
    toast(t("views.changed"));
  } catch (error) {
    toast(error.words ? text(error.words) : t("state.offline"));
  }
  await parts.reload();
  refocus(parts, view, focused);
}

/** The list is made anew after a change: the same control keeps the focus. */
function refocus({ lists }, view, name) {
  const node = lists.querySelector(`[data-view="${view.id}"]`);
  (node?.querySelector(`input[name="${name}"]`) ?? node?.querySelector("summary, a"))?.focus();
}

async function remove(view, parts) {
  try {
    await deleteView(view.id);
  } catch (error) {
    return toast(error.words ? text(error.words) : t("state.offline"));
  }
  await parts.reload();
  parts.dialog.querySelector("#view-name").focus();
  toast(t("views.deleted", { name: view.name }), { words: t("views.undo"), act: () => undo(view, parts) });
}

async function undo(view, parts) {
  try {
    await restoreView(view.id);
  } catch (error) {
    toast(error.words ? text(error.words) : t("state.offline"));
  }
  await parts.reload();
  refocus(parts, view, null);
}
