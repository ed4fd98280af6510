/** An entity of Backstage's catalogue (https://backstage.io/docs/features/software-catalog/descriptor-format). */
export interface Entity {
  readonly apiVersion: "backstage.io/v1alpha1";
  readonly kind: "API" | "Component" | "Domain" | "Group" | "Location" | "Resource" | "System";
  readonly metadata: Metadata;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** What people see of an entity. */
export interface Metadata {
  /** Unlike those of all others of its kind, in whatever case. */
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly links?: readonly { readonly url: string; readonly title: string; readonly icon?: string }[];
}

/** Those who answer for all of it. */
export const owner = "flotilla";

/** What all of it is part of. */
export const system = "flotilla";

/** An entity of the fleet. */
export function createEntity(kind: Entity["kind"], metadata: Metadata, spec: Entity["spec"]): Entity {
  return { apiVersion: "backstage.io/v1alpha1", kind, metadata, spec };
}

/** What every part of the system says of where it belongs. */
export const ofTheSystem = { owner: `group:${owner}`, system };

/** The page of a file or folder in the repository. */
export function toUrl(repository: string, path: string): string {
  return `https://github.com/${repository}/blob/main/${path}`;
}
