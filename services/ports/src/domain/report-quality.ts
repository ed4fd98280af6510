import { isMojibake } from "./mojibake.ts";
import type { Port } from "./port.ts";
import type { PortStore } from "./port-store.ts";
import { isTimeZone } from "./time-zone.ts";

/** Most items that one finding lists; it counts them all. */
const maxListed = 1000;

/** How many ports, and the first thousand of them with the text that is wrong (empty when it is missing). */
export interface Finding {
  count: number;
  readonly items: { readonly unloc: string; readonly value: string }[];
}

/** How many groups of ports that have something in common, and the first thousand groups. */
export interface Groups {
  count: number;
  readonly groups: { readonly unlocs: string[] }[];
}

/** What looks wrong in the data, kind by kind. */
export interface QualityReport {
  ports: number;
  readonly invalidTimezone: Finding;
  readonly missingCoordinates: Finding;
  readonly missingTimezone: Finding;
  readonly missingProvince: Finding;
  readonly missingCode: Finding;
  /** A customs code that is not four or five digits. */
  readonly oddCode: Finding;
  readonly mojibake: Finding;
  /** Ports that list each other among their codes. */
  readonly twins: Groups;
  readonly sharedCoordinates: Groups;
}

/** Looks at every port, twice: by code, and by place. Memory is bounded however many there are. */
export async function reportQuality(store: PortStore): Promise<QualityReport> {
  const report = createReport();
  for await (const ports of store.scan("unloc")) {
    for (const port of ports) {
      checkPort(port, report);
      if (port.unlocs.length > 1) await findTwins(port, store, report.twins);
    }
  }
  await groupByPlace(store, report.sharedCoordinates);
  return report;
}

function createReport(): QualityReport {
  return {
    ports: 0,
    invalidTimezone: { count: 0, items: [] },
    missingCoordinates: { count: 0, items: [] },
    missingTimezone: { count: 0, items: [] },
    missingProvince: { count: 0, items: [] },
    missingCode: { count: 0, items: [] },
    oddCode: { count: 0, items: [] },
    mojibake: { count: 0, items: [] },
    twins: { count: 0, groups: [] },
    sharedCoordinates: { count: 0, groups: [] },
  };
}

function checkPort(port: Port, report: QualityReport): void {
  const { unloc, timezone, code } = port;
  report.ports++;
  if (!port.coordinates) note(report.missingCoordinates, unloc, "");
  if (!port.province) note(report.missingProvince, unloc, "");
  if (!timezone) note(report.missingTimezone, unloc, "");
  else if (!isTimeZone(timezone)) note(report.invalidTimezone, unloc, timezone);
  if (!code) note(report.missingCode, unloc, "");
  else if (!/^\d{4,5}$/.test(code)) note(report.oddCode, unloc, code);
  const garbled = [port.name, port.city, port.country, port.province ?? "", ...port.alias].find(isMojibake);
  if (garbled !== undefined) note(report.mojibake, unloc, garbled);
}

/** Counts a pair once: at the port whose code comes first. */
async function findTwins(port: Port, store: PortStore, twins: Groups): Promise<void> {
  for (const other of port.unlocs) {
    if (other <= port.unloc) continue;
    const twin = await store.find(other);
    if (twin?.unloc === other && twin.unlocs.includes(port.unloc)) noteGroup(twins, [port.unloc, other]);
  }
}

async function groupByPlace(store: PortStore, shared: Groups): Promise<void> {
  let place = "";
  let unlocs: string[] = [];
  let size = 0;
  const close = () => {
    if (size > 1) noteGroup(shared, unlocs);
  };
  for await (const ports of store.scan("coordinates")) {
    for (const port of ports) {
      const here = String(port.coordinates);
      if (here !== place) {
        close();
        [place, unlocs, size] = [here, [], 0];
      }
      size++;
      if (size <= maxListed) unlocs.push(port.unloc);
    }
  }
  close();
}

function note(finding: Finding, unloc: string, value: string): void {
  finding.count++;
  if (finding.items.length < maxListed) finding.items.push({ unloc, value });
}

function noteGroup(groups: Groups, unlocs: string[]): void {
  groups.count++;
  if (groups.groups.length < maxListed) groups.groups.push({ unlocs });
}
