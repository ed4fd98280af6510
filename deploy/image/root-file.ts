/** One entry of the image's root file system. Everything belongs to root, so that what runs there cannot change it. */
export type RootFile = { readonly path: string } & (
  | { readonly kind: "folder"; readonly mode: number }
  | { readonly kind: "link"; readonly to: string }
  | { readonly kind: "file"; readonly mode: number; readonly read: () => Promise<Buffer> }
);

/** A file with a text of ours. */
export function textFile(path: string, text: string, mode = 0o644): RootFile {
  return { kind: "file", path, mode, read: async () => Buffer.from(text) };
}
