import type { DescMethod } from "@bufbuild/protobuf";

/** What `read` says of an rpc, read when it is first called: reading options of a descriptor costs more than a call. */
export function perMethod<T>(read: (method: DescMethod) => T): (method: DescMethod) => T {
  const known = new Map<DescMethod, T>();
  return (method) => {
    const found = known.get(method);
    if (found !== undefined) return found;
    const value = read(method);
    known.set(method, value);
    return value;
  };
}
