import type { MessageInitShape } from "@bufbuild/protobuf";
import { type Client, createGrpcClient } from "@flotilla/chassis/client";
import {
  type SearchResp,
  type Status,
  Status_StatusCode,
  Status_StatusCodeSchema,
  type User,
  type UserSchema,
  UserService,
} from "@flotilla/contract/user/user";
import { CliError } from "./cli-error.ts";
import { readRoots } from "./roots.ts";
import { toCliError } from "./rpc-error.ts";
import type { CliSettings, Connection } from "./settings.ts";

const deadlineMs = 10_000;

/** The rpcs of user.UserService as the commands need them; every failure is a CliError. */
export class UsersClient implements Disposable {
  readonly #settings: Pick<CliSettings, "connection">;
  #channel: (Client<typeof UserService> & Disposable) | undefined;

  /** Connects with the first call, and reads no sooner where to. */
  constructor(settings: Pick<CliSettings, "connection">) {
    this.#settings = settings;
  }

  async create(user: MessageInitShape<typeof UserSchema>): Promise<User> {
    const answer = await this.#try("", () => this.#rpcs.create({ user }));
    return expectUser(answer.user, answer.status);
  }

  async get(email: string): Promise<User> {
    const answer = await this.#try("get by email: ", () => this.#rpcs.getByEmail({ email }));
    return expectUser(answer.user, answer.status);
  }

  async list(): Promise<readonly User[]> {
    return expectUsers(await this.#try("listing users: ", () => this.#rpcs.list({})));
  }

  async searchName(query: string): Promise<readonly User[]> {
    return expectUsers(await this.#try("searching by name: ", () => this.#rpcs.searchName({ query })));
  }

  async searchAge(from: number, toIncluded: number): Promise<readonly User[]> {
    return expectUsers(
      await this.#try("searching age: ", () => this.#rpcs.searchAge({ ageRange: { from, toIncluded } })),
    );
  }

  [Symbol.dispose](): void {
    this.#channel?.[Symbol.dispose]();
  }

  async #try<T>(prefix: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (thrown) {
      throw toCliError(thrown, prefix, this.#settings.connection);
    }
  }

  get #rpcs(): Client<typeof UserService> {
    this.#channel ??= openChannel(this.#settings.connection);
    return this.#channel;
  }
}

/** Throws a CliError when the CA file cannot be read. */
function openChannel({ address, isCleartext, caFile, serverName, isInsecure }: Connection) {
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  const toTls = () => ({ ca: isInsecure ? undefined : readRoots(caFile), servername: serverName, isInsecure });
  return createGrpcClient(UserService, {
    address: `${host}:${address.port}`,
    tls: isCleartext ? undefined : toTls(),
    timeoutMs: deadlineMs,
  });
}

function expectUser(user: User | undefined, status: Status | undefined): User {
  if (status?.code !== Status_StatusCode.SUCCESS || !user) throw new CliError(status?.msg || "the answer has no user");
  return user;
}

function expectUsers({ status, users }: SearchResp): readonly User[] {
  if (status?.code === Status_StatusCode.SUCCESS) return users;
  const code = Status_StatusCodeSchema.value[status?.code ?? Status_StatusCode.FAILED]?.name ?? status?.code;
  throw new CliError(`${code}: ${status?.msg ?? "no status"}`);
}
