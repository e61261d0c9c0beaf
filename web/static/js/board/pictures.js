/** The charts of the board as pictures: what is written on them, and how each is drawn. */

import { pictureButtons, standAlone } from "../chart_picture.js";
import { el, fill, svg } from "../dom.js";
import { number, t, text } from "../i18n.js";
import { LISTS } from "../state.js";

const [NAME_WIDTH, BAR_WIDTH, VALUE_WIDTH, ROW] = [220, 340, 90, 22];
/** Parts of a filter whose words do not say by themselves what they are. */
const TITLED = [...LISTS, "text"];

/**
 * Put the buttons beside the titles of the charts.
 * @param {{page: object, classes: object[], board: () => object|null}} wishes
 */
export function buildPictures({ page, classes, board }) {
  const charts = { trend: () => trendDrawing(classes), groups: () => barsDrawing(board()?.groups), lanes: () => barsDrawing(board()?.lanes) };
  for (const [name, draw] of Object.entries(charts)) {
    const heading = document.getElementById(`h-${name}`);
    const title = heading.textContent;
    const about = () => ({ title: `${title} · ${text(page.ward.name)}`, lines: linesOf(name, board()) });
    heading.after(pictureButtons({ name: `${page.ward.code}-${name}`, title, about, draw }));
  }
}

/** Say below the title of each chart what it counts and which part of the filter touches it. */
export function showTouched(board) {
  for (const name of ["trend", "groups", "lanes"])
    fill(document.getElementById(`${name}-about`), linesOf(name, board).map((line) => el("span", {}, line)));
}

/** Period, boundaries, filter: what a reader of the chart or of its picture alone has to know. */
function linesOf(name, board) {
  const isTrend = name === "trend"; // its bars are of all fields, and of the months before too
  const said = board.filter_words
    .filter((part) => !isTrend || part.name !== "field")
    .map((part) => `${TITLED.includes(part.name) ? `${t(`filter.${part.name}`)}: ` : ""}${part.words.map(text).join(", ")}`);
  return [
    `${text(board.period.title)} · ${text(board.boundaries.words)}`,
    said.length ? t("picture.filter", { words: said.join("; ") }) : t("picture.no_filter"),
    ...(isTrend ? [t("picture.all_fields")] : []),
    ...(isTrend && board.trend.some((each) => !each.in_period) ? [t("picture.pale")] : []),
  ];
}

function trendDrawing(classes) {
  const live = document.querySelector("#trend svg.chart");
  if (!live) return null;
  const [, , width, height] = live.getAttribute("viewBox").split(" ").map(Number);
  const shown = classes.filter((style) => live.querySelector(`.fill-${style.value}`));
  const legend = shown.map((style) => ({
    title: text(style.title),
    colour: getComputedStyle(live.querySelector(`.fill-${style.value}`)).fill,
  }));
  return { node: standAlone(live), width, height, legend };
}

/** Every row, not only the first that the page shows. */
function barsDrawing(rows) {
  const shown = (rows ?? []).filter((row) => row.count > 0 || row.previous > 0);
  if (!shown.length) return null;
  const most = Math.max(...shown.map((row) => Math.max(row.count, row.previous ?? 0)));
  const look = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
  const [ink, quiet, accent] = ["--ink", "--ink-2", "--accent"].map(look);
  const long = (value) => (BAR_WIDTH * (value ?? 0)) / most;
  const lines = shown.map((row, at) => {
    const y = at * ROW;
    const before = NAME_WIDTH + long(row.previous);
    return [
      svg("text", { x: 0, y: y + 14, "font-size": 12.5, fill: ink }, shortened(text(row.name))),
      svg("rect", { x: NAME_WIDTH, y: y + 4, width: long(row.count), height: 12, rx: 2, fill: accent }),
      svg("line", { x1: before, x2: before, y1: y + 2, y2: y + 18, stroke: ink, "stroke-width": 2 }),
      svg("text", { x: NAME_WIDTH + BAR_WIDTH + 12, y: y + 14, "font-size": 12.5, fill: ink }, `${number(row.count)} (${number(row.previous)})`),
    ];
  });
  const height = shown.length * ROW + ROW;
  const note = svg("text", { x: NAME_WIDTH, y: height - 4, "font-size": 11.5, fill: quiet }, t("board.legend_previous"));
  const width = NAME_WIDTH + BAR_WIDTH + VALUE_WIDTH;
  return { node: svg("svg", { viewBox: `0 0 ${width} ${height}` }, lines, note), width, height };
}

const shortened = (words) => (words.length > 32 ? `${words.slice(0, 31)}…` : words);
