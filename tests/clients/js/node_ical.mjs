// `node_ical.mjs NODE_MODULES URL FIRST LAST`: what node-ical reads at URL, rules expanded between two days -> JSON.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, url, first, last] = process.argv.slice(2);
const { default: ical } = await import(pathToFileURL(join(modules, "node-ical", "node-ical.js")).href);

// A day without hours is a Date at midnight of this machine.
const day = (at) => [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
const when = (at, wholeDay) => (wholeDay ? day(at) : at.toISOString().replace(".000Z", "Z"));

const calendar = await ical.async.fromURL(url);
const events = Object.values(calendar).filter((item) => item.type === "VEVENT");
const dates = events.flatMap((event) => {
  const instances = ical.expandRecurringEvent(event, { from: new Date(first), to: new Date(last) });
  return instances.map((one) => ({
    start: when(one.start, one.isFullDay),
    end: when(one.end, one.isFullDay),
    title: one.summary,
    place: one.event.location,
    status: one.event.status,
  }));
});
process.stdout.write(JSON.stringify({ name: calendar.vcalendar.name, dates }));
