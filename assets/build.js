// Builds api/static from npm's packages: one stylesheet, one module, one icon, each named by its content.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { compile } from "sass";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const made = join(root, "api/static");
const npm = join(root, "node_modules");
const version = (name) => JSON.parse(readFileSync(join(npm, name, "package.json"))).version;

const css = compile(join(root, "assets/casekeeper.scss"), {
  loadPaths: [root, npm], style: "compressed", quietDeps: true,
}).css
  // The Ministry's icons for parts we don't use: nothing may point at a file that isn't served.
  .replace(/background-image:url\([^)]*\);?/g, "");
if (/url\(|@font-face|GDS Transport/.test(css)) throw new Error("The stylesheet must need no other file");

const js = buildSync({
  entryPoints: [join(root, "assets/casekeeper.js")],
  bundle: true, format: "esm", minify: true, target: "es2020", write: false, legalComments: "none",
}).outputFiles[0].contents;

mkdirSync(made, { recursive: true });
for (const old of readdirSync(made)) rmSync(join(made, old));
const manifest = {};
for (const [name, bytes] of [
  ["casekeeper.css", Buffer.from(css)],
  ["casekeeper.js", Buffer.from(js)],
  ["icon.svg", readFileSync(join(root, "assets/icon.svg"))],
]) {
  const [stem, ending] = name.split(".");
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  manifest[name] = `${stem}-${hash}.${ending}`;
  writeFileSync(join(made, manifest[name]), bytes);
}
writeFileSync(join(made, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
const licence = readFileSync(join(root, "assets/MIT.txt"), "utf8");
writeFileSync(join(made, "LICENCES.txt"), [
  `GOV.UK Frontend ${version("govuk-frontend")}`, "Copyright (c) 2017 Crown Copyright (Government Digital Service)", "", licence,
  `MoJ Frontend ${version("@ministryofjustice/frontend")} (badge, filter, sub-navigation, timeline)`,
  "Copyright (c) 2018 Crown copyright (Ministry of Justice)", "", licence,
].join("\n"));

const axe = join(root, "tests/assets");
mkdirSync(axe, { recursive: true });
copyFileSync(join(npm, "axe-core/axe.min.js"), join(axe, "axe.min.js"));
copyFileSync(join(npm, "axe-core/LICENSE"), join(axe, "axe.LICENSE.txt"));
