/** Loading files: the steps without a map, the list of imports, and one import. */

import { pageData } from "./api.js";
import { showBegin } from "./import/begin.js";
import { showColumns } from "./import/columns_step.js";
import { showFile } from "./import/file_step.js";
import { showImports } from "./import/imports_list.js";
import { showLoad } from "./import/load_step.js";
import { showImport } from "./import/one_import.js";
import { setLanguage } from "./i18n.js";

const STEPS = {
  begin: showBegin,
  file: showFile,
  columns: showColumns,
  load: showLoad,
  list: showImports,
  one: showImport,
};

const page = pageData();
setLanguage(page.lang, page.messages);
const body = document.getElementById("import");
await STEPS[page.step](body, page);
body.dataset.ready = "step";
