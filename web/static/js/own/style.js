/** How rows are told apart: way, field, classes, colours; the map shows each choice before it is saved. */

import { isCancelled } from "../api.js";
import { fetchLook, saveStyle } from "../api_own.js";
import { el, fill, note, stateBox } from "../dom.js";
import { number, t, text } from "../i18n.js";
import { choice, foot, input, labelled } from "./controls.js";
import { classTable } from "./classes.js";

const WAYS = ["single", "category", "quantiles", "natural", "equal", "limits"];
const NUMBERS = ["integer", "number"];
const PAUSE = 250;

/**
 * @param {HTMLElement} panel
 * @param {object} layer as the server describes it
 * @param {{preview: Function, saved: Function, trouble: Function}} wishes
 */
export function buildStyle(panel, layer, wishes) {
  let draft = null;
  let asked = 0;
  let timer = 0;
  const controls = el("div", { class: "own__row" });
  const difference = el("div", { id: "own-difference", role: "status" });
  const legend = el("div", { id: "own-legend", "aria-live": "polite" });

  const recompute = el("button", { type: "button", class: "button", id: "recompute", onclick: () => change({}) }, t("own.recompute"));

  const wayOf = (style) => (style.kind === "single" ? "single" : style.method || style.kind);
  const fieldsFor = (way) => layer.fields.filter((field) => way === "category" || NUMBERS.includes(field.type));

  /** Start again from what is saved. */
  const show = (fetched) => {
    layer = fetched;
    const { style } = layer;
    draft = {
      way: wayOf(style),
      field: style.field,
      classes: style.kind === "category" ? namedOf(style).length : style.breaks.length + 1 || 5,
      palette: ["warm", "cool"].includes(style.palette) ? style.palette : "warm",
      limits: style.breaks.join("; "),
      style,
      counts: layer.counts,
      look: null,
    };
    if (style.kind === "single") draft.classes = 5;
    recompute.toggleAttribute("hidden", style.kind === "single");
    fill(difference);
    showControls();
    showLegend();
  };

  const showControls = () => {
    const usable = fieldsFor(draft.way);
    if (draft.way !== "single" && !usable.some((each) => each.name === draft.field)) draft.field = usable[0]?.name ?? "";
    const isSingle = draft.way === "single";
    const most = draft.way === "category" ? 8 : 7;
    draft.classes = Math.min(draft.classes, most);
    fill(
      controls,
      labelled(t("own.way"), choice("style-way", WAYS.map((way) => [way, t(`own.way_${way}`)]), draft.way, (way) => change({ way })), t(`own.help_${draft.way}`)),
      isSingle ? null : labelled(t("own.field"), choice("style-field", usable.map((each) => [each.name, text(each.title)]), draft.field, (field) => change({ field }))),
      isSingle || draft.way === "limits" ? null
        : labelled(t(draft.way === "category" ? "own.values" : "own.classes"),
            input("style-classes", draft.classes, { type: "number", min: draft.way === "category" ? 1 : 2, max: most, oninput: (event) => change({ classes: Number(event.target.value) }, false) })),
      draft.way === "limits" ? labelled(t("own.limits"), input("style-limits", draft.limits, { oninput: (event) => change({ limits: event.target.value }, false), inputmode: "decimal" }), t("own.limits_help")) : null,
      isSingle || draft.way === "category" ? null
        : labelled(t("own.palette"), choice("style-palette", [["warm", t("own.palette_warm")], ["cool", t("own.palette_cool")]], draft.palette, (palette) => change({ palette }))),
    );
  };

  const lookOf = () => {
    const { way, field, classes, palette } = draft;
    if (way === "single") return "single";
    if (way === "category") return `category:${field}:${classes || 1}`;
    if (way !== "limits") return `${way}:${field}:${classes || 2}:${palette}`;
    const limits = draft.limits.split(/[;\s]+/).map((each) => each.replace(",", ".")).filter(Boolean);
    return `limits:${field}:${limits.join(";")}:${palette}`;
  };

  const change = (patch, rebuild = true) => {
    Object.assign(draft, patch);
    if (rebuild) {
      const focused = document.activeElement?.id;
      showControls();
      if (focused) document.getElementById(focused)?.focus();
    }
    clearTimeout(timer);
    panel.dataset.look = "asking";
    timer = setTimeout(askForLook, PAUSE);
  };

  const askForLook = async () => {
    if (draft.way !== "single" && !draft.field) {
      fill(legend, stateBox("empty", t("own.no_field"), t("own.no_field_help")));
      return;
    }
    const turn = ++asked;
    legend.setAttribute("aria-busy", "true");
    try {
      const look = lookOf();
      const found = await fetchLook(layer.name, look);
      if (turn !== asked) return;
      Object.assign(draft, { style: found.style, counts: found.counts, look });
      fill(difference, fewerThanAsked(found.style), differenceOf(found));
      showLegend();
      wishes.preview(draft.style, look);
      panel.dataset.look = look;
    } catch (error) {
      if (isCancelled(error) || turn !== asked) return;
      fill(legend, note(error.words ? text(error.words) : t("state.offline"), "error"));
      panel.dataset.look = "error";
    }
    legend.removeAttribute("aria-busy");
  };

  const fewerThanAsked = ({ kind, breaks }) =>
    kind === "breaks" && draft.way !== "limits" && breaks.length + 1 < draft.classes ? note(t("own.fewer", { n: breaks.length + 1 })) : null;

  /** What computing again would change; silent where the styles cannot be compared. */
  const differenceOf = (found) => {
    if (found.moved === null) return null;
    if (!found.moved) return note(t("own.no_difference"));
    const limits = (style) => style.breaks.map((each) => number(each, decimalsOf(each))).join(" · ");
    const change_ = layer.style.breaks.length ? t("own.limits_change", { before: limits(layer.style), after: limits(found.style) }) : "";
    return note(`${t("own.difference", { n: number(found.moved) })} ${change_}`, "warning");
  };

  const showLegend = () =>
    fill(legend, classTable(layer, draft, (classes) => {
      draft.style = { ...draft.style, classes };
      wishes.preview(draft.style, draft.look);
    }));

  const save = async () => {
    try {
      wishes.saved(await saveStyle(layer.name, { style: draft.style, revision: layer.revision }));
    } catch (error) {
      wishes.trouble(error);
    }
  };
  const reset = () => {
    show(layer);
    wishes.preview(layer.drawn.style, null);
  };
  const row = foot(save, reset);
  row.append(recompute, el("span", { class: "own__saved" }, t("own.frozen")));
  fill(panel, controls, difference, legend, row);
  show(layer);
  return { show };
}

const namedOf = (style) => style.classes.filter((_, at) => at !== style.other && at !== style.missing);
const decimalsOf = (value) => Math.min(6, (String(value).split(".")[1] ?? "").length);
