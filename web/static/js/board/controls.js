/** The board's switches: period, field, group, and the rule that points and cells are found by. */

import { fetchCounts } from "../api.js";
import { buildAreas } from "../areas.js";
import { el, fill } from "../dom.js";
import { periodTitle } from "../filters/titles.js";
import { t, text } from "../i18n.js";
import { filterQuery } from "../state.js";
import { BORDER, CELLS, RULE } from "./state.js";

const ALL_FIELDS = "ttdt,ttxd,vsmt";

/** Fill the selects and keep them and the store in step. */
export async function buildControls(form, page, store) {
  const { period, field, category, group } = form.elements;
  const areas = buildAreas(page, store);
  form.querySelector("#board-areas").replaceWith(areas.node);
  fill(
    period,
    page.periods.map((each) => option(`${each.from}|${each.to}`, text(each.title))),
  );
  const show = ({ filter }) => {
    const value = `${filter.from}|${filter.to}`;
    if (![...period.options].some((each) => each.value === value))
      period.append(option(value, periodTitle(page, filter)));
    period.value = value;
    field.value =
      filter.field.length > 1 ? ALL_FIELDS : (filter.field[0] ?? (field.dataset.used || ALL_FIELDS));
    category.value = filter.category[0] ?? "";
    group.value = filter.group[0] ?? "";
    areas.show(filter);
  };
  const change = (patch) => store.set({ filter: { ...store.get().filter, ...patch } });
  period.addEventListener("change", () => {
    const [from, to] = period.value.split("|");
    change({ from, to });
  });
  field.addEventListener("change", () => change({ field: field.value.split(","), category: [] }));
  category.addEventListener("change", () => change({ category: category.value ? [category.value] : [] }));
  group.addEventListener("change", () => change({ group: group.value ? [group.value] : [] }));
  store.subscribe(show);
  store.subscribe(({ filter }, changed) => {
    if (changed.has("filter") && filter.areas !== offered) offerGroups();
  });
  let offered = null;
  const offerGroups = async () => {
    offered = store.get().filter.areas;
    const { facets } = await fetchCounts(filterQuery(store.get().filter));
    fillGroups(group, facets.group);
    show(store.get());
    return facets;
  };
  const facets = await offerGroups();
  fill(
    field,
    facets.field.map((each) => option(each.value, text(each.title))),
    option(ALL_FIELDS, t("board.field_all")),
  );
  fill(
    category,
    option("", t("board.category_all")),
    facets.category.map((each) => option(each.value, text(each.title))),
  );
  show(store.get());
}

/** The groups under the boundaries of the filter. */
function fillGroups(group, offered) {
  fill(
    group,
    option("", t("board.group_all")),
    offered.map((each) => option(each.value, text(each.title))),
  );
}

/** Show in the field's select what the server looked at where the address named none. */
export function showUsedField(form, board) {
  const used = board.filter.field ?? "";
  const { field, period } = form.elements;
  const open = [...period.options].find((each) => each.value === "|");
  if (open) open.textContent = text(board.period.title);
  field.dataset.used = used;
  if (field.options.length) field.value = used.includes(",") || !used ? ALL_FIELDS : used;
}

const option = (value, title) => el("option", { value }, title);

/** The form of the rule: shows what was used, computes again with what is typed. */
export function buildRule(form, store) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { [BORDER]: width } = store.get().rule;
    const rule = width ? { [BORDER]: width } : {};
    for (const name of [...RULE, ...CELLS]) {
      const input = form.elements[name];
      if (input.type === "checkbox") {
        if (input.checked) rule[name] = "true";
      } else if (input.value) rule[name] = input.value;
    }
    store.set({ rule });
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    store.set({ rule: {} });
  });
  return {
    show(board) {
      const used = Object.fromEntries(board.runs.map((run) => [run.method, run.used ?? run.parameters]));
      for (const name of RULE) setInput(form.elements[name], used.repeat_points?.[name]);
      setInput(form.elements["cells.cell_m"], used.gi_star?.cell_m);
    },
  };
}

/** The form of the border zones: how wide they are. */
export function buildWidth(form, store) {
  const input = form.elements[BORDER];
  input.value = store.get().rule[BORDER] ?? "";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { [BORDER]: _, ...rule } = store.get().rule;
    store.set({ rule: input.value ? { ...rule, [BORDER]: input.value } : rule });
  });
}

function setInput(input, value) {
  if (input.type === "checkbox") input.checked = value === true;
  else input.value = value ?? "";
}
