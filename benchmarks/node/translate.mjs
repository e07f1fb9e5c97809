// OUT: writes the ELM of six_rules.cql: made once, not measured.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import {
  CqlTranslator,
  LibraryManager,
  ModelManager,
  createModelInfoProvider,
  createUcumService,
  stringAsSource,
} from "@cqframework/cql/cql-to-elm";

import { SystemModelInfoProvider } from "@cqframework/cql/cql";

const find = createRequire(import.meta.url).resolve;
const modelInfo = readFileSync(
  find("cql-exec-fhir").replace(/index\.js$/, "modelInfos/fhir-modelinfo-4.0.1.xml"),
  "utf8",
);
const models = new ModelManager();
models.modelInfoLoader.registerModelInfoProvider(new SystemModelInfoProvider());
models.modelInfoLoader.registerModelInfoProvider(
  createModelInfoProvider((id) => (id === "FHIR" ? stringAsSource(modelInfo) : null)),
);
const refuse = () => {
  throw new Error("no units are converted");
};
const units = createUcumService(refuse, () => null, refuse, refuse);
const libraries = new LibraryManager(models, undefined, undefined, units);
const here = (name) => new URL(name, import.meta.url);
const translator = CqlTranslator.fromText(readFileSync(here("six_rules.cql"), "utf8"), libraries);
const elm = translator.toJson();
const wrong = (JSON.parse(elm).library.annotation ?? []).filter((each) => each.errorSeverity === "error");
if (wrong.length) {
  for (const each of wrong) console.error(`${each.startLine}: ${each.message}`);
  process.exit(1);
}
writeFileSync(process.argv[2], elm);
