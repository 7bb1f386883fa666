// OpenActive's own validators. `openactive.cjs FOLDER data`: a list of data as JSON on standard input -> what is wrong.
// `openactive.cjs FOLDER feed URL`: walks a feed, and says what is wrong with its pages.
const { join } = require("node:path");

const [folder, what, url] = process.argv.slice(2);
const modules = join(folder, "node_modules", "@openactive");

async function data() {
  const { validate } = require(join(modules, "data-model-validator"));
  let text = "";
  for await (const part of process.stdin) text += part;
  const each = JSON.parse(text).map((one) => validate(one, { loadRemoteJson: false, validationMode: "RPDEFeed" }));
  return (await Promise.all(each)).flat().map((one) => [one.severity, one.type, one.path]);
}

async function feed() {
  const { RpdeValidator } = require(join(modules, "rpde-validator"));
  const log = await RpdeValidator(url, { pageLimit: 20, requestDelayMs: 1, logCallback: () => {} });
  return log.pages.flatMap((page) => page.errors.map((one) => [one.severity, one.type, page.url]));
}

(what === "data" ? data() : feed()).then((found) => process.stdout.write(JSON.stringify(found)));
