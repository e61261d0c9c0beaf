/** Distance and area on the map, in the metres of the ward; the server measures. */

import { fetchMeasure, isCancelled } from "./api.js";
import { number, t, text } from "./i18n.js";

const DIGITS = 8; // a millimetre

const HECTARE_M2 = 10_000;

/**
 * @param {object} tracing
 * @param {"line"|"polygon"} kind a distance or an area
 */
export function startMeasuring(tracing, kind) {
  const show = async (corners, isWhole) => {
    if (!isWhole) return tracing.say("");
    const points = corners.map(({ lat, lng }) => `${lng.toFixed(DIGITS)},${lat.toFixed(DIGITS)}`).join(";");
    try {
      tracing.say(wordsOf(await fetchMeasure(new URLSearchParams({ points, of: kind === "line" ? "line" : "area" }))));
    } catch (error) {
      if (!isCancelled(error)) tracing.say(error.words ? text(error.words) : t("state.offline"));
    }
  };
  tracing.start({ kind, title: t(`measure.${kind}`), stays: true, onChange: show, onDone: () => undefined });
}

/** The result in words; an area also in hectares where it is large. */
function wordsOf({ length_m: length, last_m: last, area_m2: area, srid }) {
  if (area === null) return t("measure.line_is", { length: number(length, 2), last: number(last, 2), srid });
  const hectares = area >= HECTARE_M2 ? t("measure.hectares", { n: number(area / HECTARE_M2, 2) }) : "";
  return t("measure.area_is", { area: number(area, 1), length: number(length, 2), srid }) + hectares;
}
