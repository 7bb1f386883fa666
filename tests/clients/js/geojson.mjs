// `geojson.mjs NODE_MODULES URL`: the map at URL as check-geojson reads it, which refuses what RFC 7946 does -> JSON.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, url] = process.argv.slice(2);
const { createRequire } = await import("node:module");
const { check } = createRequire(pathToFileURL(join(modules, "x.js")))("@placemarkio/check-geojson");

const answer = await fetch(url);
process.stdout.write(JSON.stringify(check(await answer.text())));
