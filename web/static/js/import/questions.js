/** Open questions: the options with their evidence, the proposal marked, nothing chosen beforehand. */

import { el } from "../dom.js";
import { t, text } from "../i18n.js";
import { exampleOf } from "./column_settings.js";
import { plain } from "./words.js";

// Questions whose answer may be one that nobody proposed.
const FREE = { crs: "EPSG:5897", encoding: "tcvn3", header: "3", date_format: "%d/%m/%Y", sheet: "Sheet1" };

/**
 * One card a question.
 * @param {object[]} questions
 * @param {(id: string, value: string|null) => void} onAnswer null takes an answer back
 */
export function questionCards(questions, onAnswer) {
  return questions.map((question) => card(question, onAnswer));
}

export const openQuestions = (upload) => upload.questions.filter((each) => each.answer === null);

function card(question, onAnswer) {
  const isOpen = question.answer === null;
  const known = question.options.some((option) => option.value === question.answer);
  return el(
    "fieldset",
    { class: `card question${isOpen ? " question--open" : ""}`, "data-question": question.id },
    el(
      "legend",
      { class: "question__text" },
      el(
        "span",
        { class: isOpen ? "tag tag--warn" : "tag tag--good" },
        t(isOpen ? "import.open" : "import.answered"),
      ),
      " ",
      plain(question.text),
    ),
    question.options.map((option) => optionRow(question, option, onAnswer)),
    !known && !isOpen
      ? el("p", { class: "question__own" }, t("import.your_answer", { value: question.answer }))
      : null,
    question.id in FREE ? freeAnswer(question, onAnswer) : null,
    isOpen
      ? null
      : el(
          "button",
          { type: "button", class: "button button--quiet", onclick: () => onAnswer(question.id, null) },
          t("import.take_back"),
        ),
  );
}

function optionRow(question, option, onAnswer) {
  const isProposal = option.value === question.proposal;
  return el(
    "label",
    { class: "option" },
    el("input", {
      type: "radio",
      name: `question-${question.id}`,
      value: option.value,
      checked: option.value === question.answer,
      onchange: () => onAnswer(question.id, option.value),
    }),
    el(
      "span",
      { class: "option__words" },
      el("strong", {}, titleOf(question, option)),
      titleOf(question, option).includes(option.value)
        ? null
        : el("span", { class: "u-quiet" }, ` ${option.value}`),
      isProposal ? el("span", { class: "tag tag--good option__proposal" }, t("import.proposal")) : null,
      el("small", { class: "option__evidence" }, text(option.evidence)),
    ),
  );
}

/** A form of dates is shown by an example, everything else by its own words. */
const titleOf = ({ id }, option) => (id === "date_format" ? exampleOf(option.value) : text(option.title));

function freeAnswer(question, onAnswer) {
  const id = `own-${question.id}`;
  return el(
    "form",
    {
      class: "question__free",
      onsubmit: (event) => {
        event.preventDefault();
        const value = new FormData(event.target).get("value").trim();
        if (value) onAnswer(question.id, value);
      },
    },
    el("label", { class: "field__label", for: id }, t("import.other_answer")),
    el("input", { class: "input", id, name: "value", placeholder: FREE[question.id], autocomplete: "off" }),
    el("button", { type: "submit", class: "button" }, t("import.answer")),
  );
}
