import { clone, create, createFileRegistry, type DescService } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, type MethodOptions, MethodOptionsSchema } from "@bufbuild/protobuf/wkt";

/** The contract as it were if one of its rpcs said something else: a descriptor of its own, made as a compiler would. */
export function changeRpc(contract: DescService, rpc: string, change: (options: MethodOptions) => void): DescService {
  const file = clone(FileDescriptorProtoSchema, contract.file.proto);
  const changed = file.service.find(({ name }) => name === contract.name)?.method.find(({ name }) => name === rpc);
  if (changed === undefined) throw new Error(`${contract.typeName} has no rpc ${rpc}`);
  changed.options ??= create(MethodOptionsSchema);
  change(changed.options);
  const others = new Map(contract.file.dependencies.map((dependency) => [dependency.proto.name, dependency]));
  return createFileRegistry(file, (name) => others.get(name)).getService(contract.typeName)!;
}
