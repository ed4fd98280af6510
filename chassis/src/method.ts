import type { DescMessage, DescMethod } from "@bufbuild/protobuf";
import { EmptySchema } from "@bufbuild/protobuf/wkt";
import { noPolicy, type Policy, readPolicy } from "./policy.ts";

/** The four kinds of rpc, as gRPC counts them. */
export type MethodKind = "unary" | "server_streaming" | "client_streaming" | "bidi_streaming";

/** One rpc of the contract, read once at start. */
export interface Method {
  /** Full service name, such as `flotilla.hello.v1.HelloService`; empty for {@link unmatched}. */
  readonly service: string;
  /** Rpc name, such as `GetHello`. */
  readonly name: string;
  /** `/service/name`: the path in gRPC, gRPC-Web and Connect. */
  readonly path: string;
  readonly kind: MethodKind;
  readonly input: DescMessage;
  readonly output: DescMessage;
  readonly policy: Policy;
  /** Absent for {@link unmatched} only. */
  readonly desc: DescMethod | undefined;
}

/** Reads an rpc's descriptor and its `flotilla.v1` options. */
export function toMethod(desc: DescMethod): Method {
  return {
    service: desc.parent.typeName,
    name: desc.name,
    path: `/${desc.parent.typeName}/${desc.name}`,
    kind: desc.methodKind,
    input: desc.input,
    output: desc.output,
    policy: readPolicy(desc),
    desc,
  };
}

/**
 * Stands for the rpc of a request that no route matches, so that it is traced, counted and logged like any other. It
 * asks for no key: there is nothing behind it to guard, and a browser's preflight cannot carry one.
 */
export const unmatched: Method = {
  service: "",
  name: "unmatched",
  path: "unmatched",
  kind: "unary",
  input: EmptySchema,
  output: EmptySchema,
  policy: { ...noPolicy, isPublic: true },
  desc: undefined,
};
