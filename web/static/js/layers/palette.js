/** The colours of the style sheets, for canvases: read once a theme. */

const known = new Map();
document.addEventListener("themechange", () => known.clear());

/** Return a data colour by the name that layer definitions use; unknown names are grey. */
export function ink(name) {
  return variable(`--data-${name}`) || variable("--data-grey");
}

/** Return a colour of the base map: paper, ward, label, halo, mark, select … */
export const mapColour = (name) => variable(`--map-${name}`);

/** The font of labels on the map. */
export const labelFont = (size, weight = 400) =>
  `${weight} ${size}px "Be Vietnam Pro", "Noto Sans", sans-serif`;

function variable(name) {
  if (!known.has(name))
    known.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  return known.get(name);
}

/** A dash of a definition ("6 4", "dash", "dot" or "") as lengths for a line of this width. */
export function dashOf(dash, width = 1) {
  const named = { dash: [10, 5], dot: [1, 5], dashdot: [9, 4, 1, 4] };
  if (!dash) return [];
  return (
    named[dash] ??
    dash
      .split(/[ ,]+/)
      .map((part) => Number(part) * Math.max(1, width / 5))
      .filter((part) => part >= 0)
  );
}
