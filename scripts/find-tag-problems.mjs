/**
 * Why a tag must not be released: it names another version than the one it is to release, or the changelog is silent about
 * it. `v1.2.3` releases the fleet, `contract-v1.2.3` the package of the contract, which has a version of its own.
 */
export function findTagProblems(tag, { fleet, contract, changelog }) {
  const [, part, version] = /^(contract-)?v(\d+\.\d+\.\d+)$/.exec(tag) ?? [];
  if (version === undefined) return [`"${tag}" is no tag of a release: those are v1.2.3 and contract-v1.2.3`];
  if (part !== undefined) return isOther("contract/package.json", contract, version);
  const isTold = changelog.split("\n").some((line) => line.startsWith(`## [${version}]`));
  return [
    ...isOther("package.json", fleet, version),
    ...(isTold ? [] : [`CHANGELOG.md has no section "## [${version}]"`]),
  ];
}

function isOther(place, actual, wanted) {
  return actual === wanted ? [] : [`${place} has version ${actual}, and the tag says ${wanted}`];
}
