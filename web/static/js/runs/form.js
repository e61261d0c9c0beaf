/** The form of a method, made from its declaration: units, bounds, defaults with their reasons. */

import { el, fill } from "../dom.js";
import { number, t, text } from "../i18n.js";

/**
 * Fill a node with one field a parameter.
 * @param {HTMLElement} node
 * @param {{parameters: object[]}} method
 * @param {Record<string, string>} given values to begin with; the others begin with their default
 * @returns {{read: () => Record<string, unknown>, blame: (words: string) => boolean}}
 */
export function buildParameters(node, method, given) {
  const fields = method.parameters.map((parameter) => buildField(parameter, given[parameter.name]));
  fill(
    node,
    fields.map((field) => field.node),
  );
  return {
    read: () =>
      Object.fromEntries(fields.map((field) => [field.name, field.read()]).filter(([, value]) => value !== undefined)),
    blame(words) {
      const blamed = fields.find((field) => words.includes(`(${field.name})`) || words.startsWith(`${field.name}:`));
      for (const field of fields) field.blame(field === blamed);
      blamed?.input.focus();
      return Boolean(blamed);
    },
  };
}

function buildField(parameter, given) {
  const id = `p-${parameter.name}`;
  const make = { boolean: buildCheck, choice: buildChoice }[parameter.type] ?? buildInput;
  const { node, input, read } = make(parameter, id, given);
  const blame = (isWrong) =>
    isWrong ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid");
  return { name: parameter.name, node, input, read, blame };
}

function buildInput(parameter, id, given) {
  const isNumber = parameter.type === "number" || parameter.type === "integer";
  const type = isNumber ? "number" : parameter.type === "date" ? "date" : "text";
  const input = el("input", {
    class: "input",
    id,
    type,
    value: given ?? parameter.default ?? "",
    min: parameter.minimum,
    max: parameter.maximum,
    step: isNumber ? (parameter.type === "integer" ? 1 : "any") : null,
    placeholder: parameter.default === null && type !== "date" ? t("runs.auto") : null,
    "aria-describedby": `${id}-help`,
  });
  const unit = parameter.unit ? el("span", { class: "run-form__unit" }, text(parameter.unit)) : null;
  const measure = el("div", { class: "run-form__measure" }, input, unit);
  return {
    node: el("div", { class: "field" }, label(parameter, id), measure, help(parameter, id)),
    input,
    read: () => (input.value === "" ? undefined : input.value),
  };
}

function buildChoice(parameter, id, given) {
  const auto = parameter.default === null ? [{ value: "", title: t("runs.auto") }] : [];
  const input = el(
    "select",
    { class: "select", id, "aria-describedby": `${id}-help` },
    [...auto, ...parameter.choices].map((each) => el("option", { value: each.value }, text(each.title))),
  );
  input.value = given ?? parameter.default ?? "";
  return {
    node: el("div", { class: "field" }, label(parameter, id), input, help(parameter, id)),
    input,
    read: () => (input.value === "" ? undefined : input.value),
  };
}

function buildCheck(parameter, id, given) {
  const input = el("input", { type: "checkbox", id, "aria-describedby": `${id}-help` });
  input.checked = given === undefined ? parameter.default === true : given === "true";
  const words = el("span", { class: "check__text" }, text(parameter.title));
  return {
    node: el("div", { class: "field" }, el("label", { class: "check" }, input, words), help(parameter, id)),
    input,
    read: () => input.checked,
  };
}

const label = (parameter, id) => el("label", { class: "field__label", for: id }, text(parameter.title));

/** What is allowed, and why the default is what it is. */
function help(parameter, id) {
  const words = [text(parameter.help), allowed(parameter), reason(parameter)].filter(Boolean);
  return el("span", { class: "field__help", id: `${id}-help` }, words.join(" "));
}

function allowed({ minimum, maximum }) {
  if (minimum === null && maximum === null) return "";
  if (maximum === null) return t("runs.at_least", { low: short(minimum) });
  if (minimum === null) return t("runs.at_most", { high: short(maximum) });
  return t("runs.between", { low: short(minimum), high: short(maximum) });
}

const short = (value) => number(value, Number.isInteger(value) ? 0 : 2);

function reason(parameter) {
  const why = text(parameter.reason);
  return why && t("runs.because", { reason: why });
}
