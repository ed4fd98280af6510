import { type DescExtension, type DescFile, type DescService, toBinary } from "@bufbuild/protobuf";
import { nestedTypes } from "@bufbuild/protobuf/reflect";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { file_google_rpc_error_details } from "@flotilla/contract/google/rpc/error_details";

/**
 * The files of a set of services with all they import, and google.rpc's error details, findable the ways that gRPC
 * reflection asks for them.
 */
export class DescriptorIndex {
  readonly #files = new Map<string, DescFile>();
  readonly #symbols = new Map<string, DescFile>();
  readonly #extensions = new Map<string, Map<number, DescExtension>>();
  readonly #bytes = new Map<DescFile, Uint8Array>();

  constructor(services: readonly DescService[]) {
    for (const service of services) this.#addFile(service.file);
    // No contract imports the details of errors, but tools want to show them.
    this.#addFile(file_google_rpc_error_details);
  }

  /** By the path that `import` names, such as `google/protobuf/empty.proto`. */
  findFile(name: string): DescFile | undefined {
    return this.#files.get(name);
  }

  /** By the full name of a type, service, rpc, field, oneof, enum value or extension. */
  findSymbol(symbol: string): DescFile | undefined {
    return this.#symbols.get(symbol);
  }

  /** By the message that is extended and the number of the field. */
  findExtension(typeName: string, number: number): DescFile | undefined {
    return this.#extensions.get(typeName)?.get(number)?.file;
  }

  /** Numbers of a message's known extensions; undefined for what is no message. */
  listExtensions(typeName: string): readonly number[] | undefined {
    const numbers = this.#extensions.get(typeName);
    if (numbers) return [...numbers.keys()].sort((a, b) => a - b);
    return this.#symbols.has(typeName) ? [] : undefined;
  }

  /** A file and all it imports, directly or not, as serialised descriptors; each once per `sent`. */
  serialize(file: DescFile, sent: Set<DescFile>): readonly Uint8Array[] {
    if (sent.has(file)) return [];
    sent.add(file);
    return [this.#toBytes(file), ...file.dependencies.flatMap((imported) => this.serialize(imported, sent))];
  }

  #toBytes(file: DescFile): Uint8Array {
    const known = this.#bytes.get(file);
    if (known) return known;
    const bytes = toBinary(FileDescriptorProtoSchema, file.proto);
    this.#bytes.set(file, bytes);
    return bytes;
  }

  #addFile(file: DescFile): void {
    if (this.#files.has(file.proto.name)) return;
    this.#files.set(file.proto.name, file);
    for (const type of nestedTypes(file)) {
      if (type.kind === "extension") this.#addExtension(type);
      for (const name of namesOf(type)) this.#symbols.set(name, file);
    }
    file.dependencies.forEach((imported) => void this.#addFile(imported));
  }

  #addExtension(extension: DescExtension): void {
    const { typeName } = extension.extendee;
    const numbers = this.#extensions.get(typeName) ?? new Map<number, DescExtension>();
    this.#extensions.set(typeName, numbers.set(extension.number, extension));
  }
}

type NestedType = ReturnType<typeof nestedTypes> extends Iterable<infer T> ? T : never;

/** The full names that a type brings: its own and those of its members. Enum values are siblings of their enum. */
function namesOf(type: NestedType): readonly string[] {
  const own = type.typeName;
  const within = (name: string) => `${own}.${name}`;
  switch (type.kind) {
    case "message":
      return [own, ...type.fields.map(({ name }) => within(name)), ...type.oneofs.map(({ name }) => within(name))];
    case "enum": {
      const scope = own.slice(0, own.lastIndexOf(".") + 1);
      return [own, ...type.values.map(({ name }) => scope + name)];
    }
    case "service":
      return [own, ...type.methods.map(({ name }) => within(name))];
    default:
      return [own];
  }
}
