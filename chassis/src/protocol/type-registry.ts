import { createRegistry, type DescFile, type DescService, type Registry } from "@bufbuild/protobuf";

/** All types that the services' files and their imports declare: what `google.protobuf.Any` may hold in JSON. */
export function createTypeRegistry(services: readonly DescService[]): Registry {
  const files = new Set<DescFile>();
  const visit = (file: DescFile) => {
    if (files.has(file)) return;
    files.add(file);
    file.dependencies.forEach(visit);
  };
  for (const service of services) visit(service.file);
  return createRegistry(...files);
}
