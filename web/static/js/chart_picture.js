/** A chart as a picture to keep, SVG or PNG, with its title, period and filter written on it. */

import { el, icon, svg, toast } from "./dom.js";
import { t } from "./i18n.js";

const MARGIN = 20;
const LINE = 18;
const SCALE = 2; // dots of the PNG for each of the screen's
const FONT = "'Be Vietnam Pro', 'Noto Sans', 'Segoe UI', Roboto, Arial, sans-serif";
const LOOKS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-weight"];

/**
 * @typedef {{node: SVGElement, width: number, height: number, legend?: {colour: string, title: string}[]}} Drawing
 * @typedef {{title: string, lines: string[]}} About
 * @param {{name: string, title: string, about: () => About, draw: () => Drawing|null}} wishes
 * `name` of the file, without what comes after the dot; `title` for who hears the buttons
 * @returns {HTMLElement} the two buttons
 */
export function pictureButtons({ name, title, about, draw }) {
  const save = async (kind) => {
    const drawn = draw();
    if (!drawn) return toast(t("picture.nothing"));
    const picture = compose(about(), drawn, inks());
    const text = new XMLSerializer().serializeToString(picture);
    const file = new Blob([text], { type: "image/svg+xml" });
    download(kind === "svg" ? file : await asPng(file, picture), `${name}.${kind}`);
  };
  const button = (kind) =>
    el(
      "button",
      { type: "button", class: "button button--quiet no-print", "data-picture": kind, "aria-label": t("picture.save", { kind: kind.toUpperCase(), name: title }), onclick: () => save(kind) },
      icon("download"),
      el("span", { "aria-hidden": "true" }, kind.toUpperCase()),
    );
  return el("span", { class: "button-row picture-buttons" }, button("png"), button("svg"));
}

/** A copy of what is drawn on the page that looks the same without our style sheets. */
export function standAlone(live) {
  const copy = live.cloneNode(true);
  const all = (node) => [node, ...node.querySelectorAll("*")];
  const copies = all(copy);
  all(live).forEach((from, at) => {
    const looks = getComputedStyle(from);
    for (const { name } of [...copies[at].attributes])
      if (/^(class|role|tabindex|aria-|data-)/.test(name)) copies[at].removeAttribute(name);
    for (const look of LOOKS) copies[at].setAttribute(look, looks.getPropertyValue(look));
  });
  return copy;
}

/** The inks of the page as it is: a dark page gives a dark picture. */
function inks() {
  const look = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
  return { paper: look("--surface"), ink: look("--ink"), quiet: look("--ink-2") };
}

/** Title and lines above, the legend, the chart below. */
function compose(about, { node, width, height, legend = [] }, { paper, ink, quiet }) {
  const lines = about.lines.flatMap((line) => folded(line, Math.floor(width / 6.2)));
  const top = MARGIN + 30 + lines.length * LINE + (legend.length ? LINE : 0);
  const size = { width: width + 2 * MARGIN, height: top + height + MARGIN };
  node.setAttribute("x", MARGIN);
  node.setAttribute("y", top);
  node.setAttribute("width", width);
  node.setAttribute("height", height);
  return svg(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${size.width} ${size.height}`, ...size, "font-family": FONT },
    svg("title", {}, `${about.title}. ${about.lines.join(". ")}`),
    svg("rect", { ...size, fill: paper }),
    svg("text", { x: MARGIN, y: MARGIN + 14, "font-size": 17, "font-weight": 600, fill: ink }, about.title),
    lines.map((line, at) => svg("text", { x: MARGIN, y: MARGIN + 18 + (at + 1) * LINE, "font-size": 12.5, fill: quiet }, line)),
    legendOf(legend, top - 10, quiet),
    node,
  );
}

function legendOf(legend, y, colour) {
  let x = MARGIN;
  return legend.map((each) => {
    const at = x;
    x += 28 + each.title.length * 7;
    return [
      svg("rect", { x: at, y: y - 9, width: 12, height: 10, fill: each.colour }),
      svg("text", { x: at + 17, y, "font-size": 12, fill: colour }, each.title),
    ];
  });
}

/** Break a line between words, so that none is longer than so many letters. */
function folded(line, most) {
  const lines = [""];
  for (const word of line.split(" ")) {
    const last = lines.at(-1);
    if (last && last.length + word.length + 1 > most) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}

async function asPng(file, picture) {
  const address = URL.createObjectURL(file);
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = el("canvas", {
    width: Math.round(picture.getAttribute("width") * SCALE),
    height: Math.round(picture.getAttribute("height") * SCALE),
  });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function download(file, name) {
  const href = URL.createObjectURL(file);
  el("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
