/** The classes of a style as a table: swatch, words in both languages, colour, size, how many rows. */

import { el } from "../dom.js";
import { number, t, text } from "../i18n.js";
import { swatch } from "../legend.js";
import { choice, input } from "./controls.js";

const COLOURS = [
  ...Array.from({ length: 8 }, (_, at) => `cat-${at + 1}`),
  ...Array.from({ length: 7 }, (_, at) => `warm-${at + 1}`),
  ...Array.from({ length: 7 }, (_, at) => `cool-${at + 1}`),
  "grey", "slate", "ink",
];
// What is large or small about a class, by geometry: the size of a point in parts of the usual one, a line's width in px.
const MEASURES = { point: { key: "size", min: 0.5, max: 3, step: 0.1 }, line: { key: "width", min: 0.5, max: 12, step: 0.1 } };
const colourName = (colour) => {
  const [palette, at] = colour.split("-");
  return at ? t(`own.colour_${palette}`, { n: at }) : t(`own.colour_${palette}`);
};

/** @param {(classes: object[]) => void} onChange hears of the classes with what was changed */
export function classTable(layer, { style, counts }, onChange) {
  let classes = style.classes;
  const measure = MEASURES[layer.geometry];
  const rows = classes.map((each, at) => {
    const isEmptySpecial = (at === style.other || at === style.missing) && !counts?.[at];
    const box = el("td", {}, swatch(layer.geometry, each));
    const change = (patch) => {
      classes = classes.map((one, place) => (place === at ? { ...one, ...patch } : one));
      box.replaceChildren(swatch(layer.geometry, classes[at]));
      onChange(classes);
    };
    const words = (language) =>
      input(`class-${at}-${language}`, each.title[language], {
        maxlength: 120,
        "aria-label": t(`own.title_${language}_of`, { name: text(each.title) }),
        oninput: (event) => change({ title: { ...classes[at].title, [language]: event.target.value } }),
      });
    const colour = choice(`class-${at}-colour`, COLOURS.map((one) => [one, colourName(one)]), each.colour, (one) => change({ colour: one }), {
      "aria-label": t("own.colour_of", { name: text(each.title) }),
    });
    const size = measure
      ? input(`class-${at}-size`, each[measure.key], {
          type: "number", min: measure.min, max: measure.max, step: measure.step,
          "aria-label": t(`own.${measure.key}_of`, { name: text(each.title) }),
          oninput: (event) => event.target.value && event.target.validity.valid && change({ [measure.key]: Number(event.target.value) }),
        })
      : null;
    return el("tr", { "data-class": String(at), hidden: isEmptySpecial },
      box,
      el("td", {}, words("vi")),
      el("td", {}, words("en")),
      el("td", { class: "is-number", "data-count": "" }, number(counts?.[at] ?? 0)),
      el("td", {}, colour),
      size ? el("td", { class: "own__size" }, size) : null);
  });
  const total = (counts ?? []).reduce((sum, n) => sum + n, 0);
  return el("div", { class: "table-wrap", tabindex: "0", role: "region", "aria-label": t("own.legend") },
    el("table", { class: "table own__classes" },
      el("caption", {}, t("own.legend_of", { n: number(total) })),
      el("thead", {}, el("tr", {},
        el("th", { scope: "col" }, el("span", { class: "u-hidden" }, t("own.sign"))),
        el("th", { scope: "col" }, t("own.title_vi")),
        el("th", { scope: "col" }, t("own.title_en")),
        el("th", { scope: "col", class: "is-number" }, t("own.rows")),
        el("th", { scope: "col" }, t("own.colour")),
        measure ? el("th", { scope: "col" }, t(`own.${measure.key}`)) : null)),
      el("tbody", {}, rows)));
}
