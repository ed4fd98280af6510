import { basename } from "node:path";

/** Names of files that belong to those who build, never to what is shipped. */
const names = /^(\.env.*|\.npmrc|\.netrc|\.git|\.gitconfig|\.dockercfg|id_(rsa|ecdsa|ed25519)|.*\.(key|p12|pfx|jks))$/;

/** What keys and tokens look like: a word for the report, and the look. */
const contents: readonly (readonly [string, RegExp])[] = [
  ["private key", /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/=]{32}/],
  ["AWS access key", /\bAKIA[0-9A-Z]{16}\b/],
  ["GitHub token", /\bgh[pousr]_[A-Za-z0-9]{36}\b/],
  ["npm token", /\bnpm_[A-Za-z0-9]{36}\b|:_authToken\s*=/],
  ["Slack token", /\bxox[abprs]-[0-9A-Za-z-]{20}/],
  [
    "password in a URL",
    /\b(?:https?|postgres(?:ql)?|mongodb|redis|nats):\/\/[\w.-]+:(?!pass|secret|\*|\$|<)[^\s/@"'`${}]{8,}@[\w.-]+/,
  ],
];

/** Why a file must not be shipped, by its path and its bytes; empty where nothing is wrong. */
export function findSecrets(path: string, bytes: Buffer): string[] {
  const text = bytes.toString("latin1");
  const named = names.test(basename(path)) ? [`${path}: is named as what is never shipped`] : [];
  const held = contents.filter(([, look]) => look.test(text)).map(([what]) => `${path}: holds a ${what}`);
  return [...named, ...held];
}
