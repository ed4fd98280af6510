import type { DescFile, DescService, MessageInitShape } from "@bufbuild/protobuf";
import {
  ServerReflection,
  type ServerReflectionRequest,
  type ServerReflectionResponseSchema,
} from "@flotilla/contract/grpc/reflection/v1/reflection";
import { ServerReflection as ServerReflectionAlpha } from "@flotilla/contract/grpc/reflection/v1alpha/reflection";
import { faultCodes } from "../fault.ts";
import { implement, type Rpcs, type Service } from "../service.ts";
import { asOps } from "./as-ops.ts";
import { DescriptorIndex } from "./descriptor-index.ts";

type Request = ServerReflectionRequest["messageRequest"];
type Answer = NonNullable<MessageInitShape<typeof ServerReflectionResponseSchema>["messageResponse"]>;

/**
 * gRPC reflection v1 and v1alpha over `services` and itself (https://grpc.io/docs/guides/reflection/). What is asked for
 * and not known is answered with an error inside the stream, which goes on. Nothing is indexed before the first request.
 */
export function createReflection(services: readonly DescService[]): readonly Service[] {
  const all = [...services, ServerReflection, ServerReflectionAlpha];
  const names = all.map((service) => service.typeName).sort();
  let index: DescriptorIndex | undefined;
  const serverReflectionInfo: Rpcs<typeof ServerReflection>["serverReflectionInfo"] = (requests) =>
    reflect(requests, (request, sent) => {
      index ??= new DescriptorIndex(all);
      return answer(index, names, request, sent);
    });
  const v1 = implement(ServerReflection, { serverReflectionInfo });
  // The two versions differ in their package's name only.
  const v1alpha = implement(ServerReflectionAlpha, { serverReflectionInfo } as never);
  return [asOps(v1), asOps(v1alpha)];
}

async function* reflect(
  requests: AsyncIterable<ServerReflectionRequest>,
  toAnswer: (request: Request, sent: Set<DescFile>) => Answer,
): AsyncIterable<MessageInitShape<typeof ServerReflectionResponseSchema>> {
  const sent = new Set<DescFile>();
  for await (const originalRequest of requests) {
    const messageResponse = toAnswer(originalRequest.messageRequest, sent);
    yield { validHost: originalRequest.host, originalRequest, messageResponse };
  }
}

function answer(index: DescriptorIndex, names: readonly string[], request: Request, sent: Set<DescFile>): Answer {
  const toFiles = (file: DescFile | undefined, what: string) => answerFiles(index, file, what, sent);
  switch (request.case) {
    case "listServices":
      return { case: "listServicesResponse", value: { service: names.map((name) => ({ name })) } };
    case "fileByFilename":
      return toFiles(index.findFile(request.value), `file ${request.value}`);
    case "fileContainingSymbol":
      return toFiles(index.findSymbol(request.value), `symbol ${request.value}`);
    case "fileContainingExtension": {
      const { containingType, extensionNumber } = request.value;
      const what = `extension ${extensionNumber} of ${containingType}`;
      return toFiles(index.findExtension(containingType, extensionNumber), what);
    }
    case "allExtensionNumbersOfType":
      return answerNumbers(request.value, index.listExtensions(request.value));
    default:
      return toError("invalid_argument", "the request asks for nothing");
  }
}

/** A file that was sent on this stream before is sent again when it is asked for; its imports are not. */
function answerFiles(index: DescriptorIndex, file: DescFile | undefined, what: string, sent: Set<DescFile>): Answer {
  if (!file) return toError("not_found", `${what} is not known here`);
  sent.delete(file);
  return { case: "fileDescriptorResponse", value: { fileDescriptorProto: [...index.serialize(file, sent)] } };
}

function answerNumbers(baseTypeName: string, numbers: readonly number[] | undefined): Answer {
  if (!numbers) return toError("not_found", `type ${baseTypeName} is not known here`);
  const value = { baseTypeName, extensionNumber: [...numbers] };
  return { case: "allExtensionNumbersResponse", value };
}

function toError(code: "not_found" | "invalid_argument", errorMessage: string): Answer {
  return { case: "errorResponse", value: { errorCode: faultCodes[code].grpc, errorMessage } };
}
