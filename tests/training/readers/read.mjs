// Reads calendars with ical.js and node-ical: one base64 calendar a line in, one line of JSON out.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(`${process.env.CALENDAR_READERS}/`);
const ICAL = require('ical.js').default ?? require('ical.js');
const nodeIcal = require('node-ical');

const text = (property) => property?.getFirstValue() ?? null;

function withIcalJs(content) {
  const calendar = new ICAL.Component(ICAL.parse(content));
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component, { strictExceptions: true });
    const attendee = component.getFirstProperty('attendee');
    return {
      uid: event.uid,
      sequence: event.sequence,
      starts_at: event.startDate.toUnixTime(),
      ends_at: event.endDate.toUnixTime(),
      summary: event.summary ?? '',
      location: event.location ?? '',
      description: event.description ?? '',
      status: text(component.getFirstProperty('status')),
      attendee: text(attendee),
      name: attendee?.getParameter('cn') ?? null,
      rings: component.getAllSubcomponents('valarm').map(
        (alarm) => text(alarm.getFirstProperty('trigger')).toSeconds(),
      ),
    };
  });
}

function withNodeIcal(content) {
  const found = Object.values(nodeIcal.sync.parseICS(content));
  const plain = (value) => value?.val ?? value ?? '';
  return found.filter((one) => one.type === 'VEVENT').map((one) => ({
    uid: one.uid,
    sequence: Number(one.sequence),
    starts_at: one.start.getTime() / 1000,
    ends_at: one.end.getTime() / 1000,
    summary: plain(one.summary),
    location: plain(one.location),
    description: plain(one.description),
    status: one.status,
    attendee: one.attendee ? plain(one.attendee) : null,
    name: one.attendee?.params?.CN ?? null,
  }));
}

for await (const line of createInterface({ input: process.stdin })) {
  const content = Buffer.from(line, 'base64').toString('utf8');
  console.log(JSON.stringify({ icalJs: withIcalJs(content), nodeIcal: withNodeIcal(content) }));
}
