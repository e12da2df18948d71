// The budget of a first load: the entry with everything it imports, and the area that it opens.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = { js: 200_000, css: 20_000 };
const SPA = new URL("../../src/deskhand/web/spa/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", SPA), "utf8"));
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);

/** Bytes over the wire; a server compresses at this level too. */
const packed = (file) => gzipSync(readFileSync(new URL(file, SPA)), { level: 6 }).length;

function closure(keys) {
  const seen = new Set();
  const files = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    files.add(manifest[key].file);
    for (const css of manifest[key].css ?? []) files.add(css);
    for (const imported of manifest[key].imports ?? []) visit(imported);
  };
  for (const key of keys) visit(key);
  return [...files];
}

function weigh(keys) {
  const sum = { js: 0, css: 0 };
  for (const file of closure(keys)) sum[file.endsWith(".css") ? "css" : "js"] += packed(file);
  return sum;
}

const area = (name) => Object.keys(manifest).find((key) => key.endsWith(`/${name}.tsx`));
const FIRST_LOADS = {
  "sign-in": ["SignIn"],
  inbox: ["RequestsRoute", "Inbox"],
  request: ["RequestRoute", "RequestPage"],
  people: ["PeoplePage"],
  profile: ["ProfilePage"],
  groups: ["GroupsPage"],
  group: ["GroupPage"],
  applications: ["ApplicationsPage"],
  application: ["ApplicationPage"],
  integrations: ["IntegrationsPage"],
  okta: ["OktaPage"],
  actions: ["OktaPage", "ActionsTab"],
  portal: ["RequestsRoute", "Portal"],
  ask: ["AskPage"],
  "own request": ["RequestRoute", "PortalRequest"],
};

let over = false;
for (const [name, pages] of Object.entries(FIRST_LOADS)) {
  const { js, css } = weigh([entry, ...pages.map(area)]);
  const bad = js > BUDGET.js || css > BUDGET.css;
  over ||= bad;
  const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(9);
  process.stdout.write(`${name.padEnd(14)} js ${kB(js)}  css ${kB(css)}${bad ? "  OVER" : ""}\n`);
}
if (over) {
  process.stderr.write(
    `Over the budget of ${BUDGET.js / 1000} kB js, ${BUDGET.css / 1000} kB css.\n`,
  );
  process.exit(1);
}
