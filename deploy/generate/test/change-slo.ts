import {
  clone,
  create,
  createFileRegistry,
  type DescService,
  getExtension,
  type MessageInitShape,
  setExtension,
} from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, MethodOptionsSchema } from "@bufbuild/protobuf/wkt";
import { MethodPolicySchema, method as methodOption, SloSchema } from "@flotilla/contract/flotilla/v1/options";

/** The contract as it were if one of its rpcs promised something else: a descriptor of its own, made as a compiler would. */
export function changeSlo(contract: DescService, rpc: string, slo: MessageInitShape<typeof SloSchema>): DescService {
  const file = clone(FileDescriptorProtoSchema, contract.file.proto);
  const changed = file.service.find(({ name }) => name === contract.name)?.method.find(({ name }) => name === rpc);
  if (changed === undefined) throw new Error(`${contract.typeName} has no rpc ${rpc}`);
  changed.options ??= create(MethodOptionsSchema);
  const policy = clone(MethodPolicySchema, getExtension(changed.options, methodOption));
  policy.slo = create(SloSchema, slo);
  setExtension(changed.options, methodOption, policy);
  const others = new Map(contract.file.dependencies.map((dependency) => [dependency.proto.name, dependency]));
  return createFileRegistry(file, (name) => others.get(name)).getService(contract.typeName)!;
}
