import { clone, type DescService, getExtension, setExtension } from "@bufbuild/protobuf";
import { type MethodPolicy, MethodPolicySchema, method as methodOption } from "@flotilla/contract/flotilla/v1/options";
import { changeRpc } from "./change-rpc.ts";

/** The contract as it were with another `flotilla.v1.method` at one of its rpcs. */
export function changePolicy(contract: DescService, rpc: string, change: (policy: MethodPolicy) => void): DescService {
  return changeRpc(contract, rpc, (options) => {
    const policy = clone(MethodPolicySchema, getExtension(options, methodOption));
    change(policy);
    setExtension(options, methodOption, policy);
  });
}
