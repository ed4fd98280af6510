import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type BundledPackage, readBundledPackages } from "../sbom/bundled-packages.ts";

const rule = `\n${"-".repeat(80)}\n\n`;

/**
 * What the licences of the bundled packages ask to be passed on: each with its name, version and licence, and the text that
 * comes with it. The same sources give the same text.
 */
export function createNotice(root: string, sources: readonly string[]): string {
  const packages = readBundledPackages(root, sources).map((entry) => describePackage(root, entry));
  return ["These programs hold code or data of the following packages.\n", ...packages].join(rule);
}

function describePackage(root: string, { name, version, license, folder }: BundledPackage): string {
  const text = readLicense(join(root, folder));
  return `${name} ${version}\nLicence: ${license ?? "none is named"}\n\n${text ?? whoseItIs(join(root, folder))}\n`;
}

/** The text beside the code; some packages have it at the end of their README. */
function readLicense(folder: string): string | undefined {
  const names = readdirSync(folder);
  const files = names.filter((name) => /^(licen[cs]e|notice|copying)([.-].*)?$/i.test(name)).sort();
  if (files.length > 0) return files.map((name) => readFileSync(join(folder, name), "utf8").trim()).join("\n\n");
  const readme = names.find((name) => /^readme\.md$/i.test(name));
  return readme && /^#+ *licen[cs]e\n+([\s\S]{200,})/im.exec(readFileSync(join(folder, readme), "utf8"))?.[1]?.trim();
}

function whoseItIs(folder: string): string {
  const { author, homepage, repository } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const by = typeof author === "string" ? author : author?.name;
  const at = homepage ?? repository?.url ?? repository;
  return [`The package comes without the text of its licence.`, by && `By ${by}.`, at].filter(Boolean).join("\n");
}
