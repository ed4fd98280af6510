import { create, type DescService, type MessageInitShape } from "@bufbuild/protobuf";
import { SloSchema } from "@flotilla/contract/flotilla/v1/options";
import { changePolicy } from "./change-policy.ts";

/** The contract as it were if one of its rpcs promised something else. */
export function changeSlo(contract: DescService, rpc: string, slo: MessageInitShape<typeof SloSchema>): DescService {
  return changePolicy(contract, rpc, (policy) => {
    policy.slo = create(SloSchema, slo);
  });
}
