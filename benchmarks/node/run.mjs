// FOLDER AS_OF OUT ELM: answers the six rules with cql-execution over a Bundle a person, and writes the answers.
import { createReadStream, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import cql from "cql-execution";
import fhir from "cql-exec-fhir";

const TYPES = ["Patient", "EpisodeOfCare", "RiskAssessment", "Observation", "Procedure", "CarePlan", "RelatedPerson"];
const AT_A_TIME = 500; // people whose resources are wrapped at once
const [folder, asOf, out, elm] = process.argv.slice(2);

const people = new Map();
let resources = 0;
for (const type of TYPES) {
  const lines = createInterface({ input: createReadStream(join(folder, `${type}.ndjson`)), crlfDelay: Infinity });
  for await (const line of lines) {
    const resource = JSON.parse(line);
    resources += 1;
    const key = type === "Patient" ? `Patient/${resource.id}` : (resource.subject ?? resource.patient)?.reference;
    if (!people.has(key)) people.set(key, []);
    people.get(key).push({ resource });
  }
}

const read = performance.now();
const library = new cql.Library(JSON.parse(readFileSync(elm, "utf8")));
const [year, month, day] = asOf.split("-").map(Number);
const executor = new cql.Executor(library, null, { AsOf: new cql.Date(year, month, day) });
const moment = new cql.DateTime(year, month, day, 12, 0, 0, 0, 0);
const answers = [];
const all = [...people.values()].filter((entry) => entry.some((each) => each.resource.resourceType === "Patient"));
for (let first = 0; first < all.length; first += AT_A_TIME) {
  const source = fhir.PatientSource.FHIRv401();
  source.loadBundles(all.slice(first, first + AT_A_TIME).map((entry) => ({ resourceType: "Bundle", entry })));
  const results = await executor.exec(source, moment);
  for (const found of Object.values(results.patientResults)) {
    for (const name of ["Answers", "Carer Answers"]) {
      for (const { rule, subject, outcome } of found[name] ?? []) answers.push(`${rule},${subject},${outcome},`);
    }
  }
}
const executing = (performance.now() - read) / 1000;

mkdirSync(out, { recursive: true });
writeFileSync(join(out, "answers.csv"), ["rule,subject,outcome,due_on", ...answers, ""].join("\n"));
writeFileSync(join(out, "facts.json"), JSON.stringify({ people: all.length, resources, executing }));
