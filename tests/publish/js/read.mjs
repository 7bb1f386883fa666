// Reads calendars with ical.js, one a line on standard input: {"ics": text} -> what it understood.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(process.argv[2]).href);

const when = (time) => {
  if (!time) return null;
  if (time.isDate) return time.toString();
  return new Date(time.toUnixTime() * 1000).toISOString().replace(".000Z", "Z");
};

const value = (component, name) => component.getFirstPropertyValue(name);

function dated(item, startDate, endDate) {
  const component = item.component;
  // Without DTEND, ical.js invents one.
  const ends = component.hasProperty("dtend");
  return {
    start: when(startDate),
    end: ends ? when(endDate) : null,
    summary: item.summary ?? "",
    location: item.location ?? "",
    status: value(component, "status"),
  };
}

function read(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const components = calendar.getAllSubcomponents("vevent");
  const zones = calendar.getAllSubcomponents("vtimezone").map((zone) => value(zone, "tzid"));
  const exceptions = components.filter((c) => c.hasProperty("recurrence-id"));
  const events = components
    .filter((c) => !c.hasProperty("recurrence-id"))
    .map((component) => {
      const uid = value(component, "uid");
      const own = exceptions.filter((c) => value(c, "uid") === uid);
      const event = new ICAL.Event(component, { exceptions: own, strictExceptions: true });
      const dates = [];
      if (event.isRecurring()) {
        const iterator = event.iterator();
        for (let next = iterator.next(); next && dates.length < 500; next = iterator.next()) {
          const { item, startDate, endDate } = event.getOccurrenceDetails(next);
          dates.push(dated(item, startDate, endDate));
        }
      } else {
        dates.push(dated(event, event.startDate, event.endDate));
      }
      const geo = value(component, "geo");
      return {
        uid,
        dates,
        description: event.description ?? "",
        sequence: event.sequence,
        url: value(component, "url"),
        geo: geo ?? null,
        categories: component.getFirstProperty("categories")?.getValues() ?? [],
      };
    });
  return {
    name: value(calendar, "name"),
    refresh: String(value(calendar, "refresh-interval")),
    source: value(calendar, "source"),
    zones,
    events,
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = read(JSON.parse(line).ics);
  } catch (error) {
    answer = { error: String(error.stack ?? error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
