// The fleet as it is shipped: which program runs where, with what beside it, and how large. Everything under deploy/ that
// says one of these things is generated from here and from the contract by `npm run gen`.
import type { DescService } from "@bufbuild/protobuf";
import { CourseEventsService, CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { StudentEventsService, StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { ClockService } from "@flotilla/contract/flotilla/clock/v1/clock";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { PicturesService } from "@flotilla/contract/flotilla/pictures/v1/pictures";
import { PlacesService } from "@flotilla/contract/flotilla/places/v1/places";
import { PortsService } from "@flotilla/contract/flotilla/ports/v1/ports";
import { UsersService } from "@flotilla/contract/flotilla/users/v1/users";
import { GetCourseStudents, GetStudentCourses } from "@flotilla/contract/nis_test/nis_test";
import { UserService } from "@flotilla/contract/user/user";

/** Where images are pushed to and pulled from: `registry/repository:version`. Forks change these two; what says them is generated. */
export const registry = "ghcr.io";
export const repository = "flotilla-services/flotilla";

/** The systems that keep what services know, each on a server of its own. */
export type StoreName = "mongo" | "nats" | "postgres" | "redis";

/** What a container asks for, and the most that it gets, in Kubernetes' units. There is no bound on CPU: it only delays. */
export interface Resources {
  readonly cpu: string;
  readonly memory: string;
  readonly memoryLimit: string;
}

/** One service as it is shipped. */
export interface ServiceEntry {
  /** Its program in the image, and the name of everything that is made for it. */
  readonly name: string;
  /** One line for people who look it up. */
  readonly summary: string;
  readonly contracts: readonly DescService[];
  readonly stores: readonly StoreName[];
  /** Names of the services that it calls, each by the setting `<NAME>_URL`. */
  readonly calls: readonly string[];
  /** Whether callers from outside reach its REST routes, through the gateway. */
  readonly isPublic: boolean;
  readonly resources: Resources;
  /**
   * Processes. `one` has files of its own in `DATA_DIR`, on a volume, and cannot be doubled; of `many` there are two to ten,
   * as the load asks.
   */
  readonly scale: "one" | "many";
}

const small: Resources = { cpu: "50m", memory: "96Mi", memoryLimit: "256Mi" };
const large: Resources = { cpu: "100m", memory: "160Mi", memoryLimit: "512Mi" };

/** All services, by name. */
export const services: readonly ServiceEntry[] = [
  {
    name: "clock",
    summary: "The time of a place on Earth.",
    contracts: [ClockService],
    stores: [],
    calls: ["places"],
    isPublic: true,
    resources: small,
    scale: "many",
  },
  {
    name: "courses",
    summary: "Courses, and the students in them.",
    contracts: [CoursesService, CourseEventsService, GetStudentCourses],
    stores: ["mongo", "nats", "redis"],
    calls: ["students"],
    isPublic: true,
    resources: large,
    scale: "many",
  },
  {
    name: "hello",
    summary: "A greeting, chosen by a ConfigMap.",
    contracts: [HelloService],
    stores: [],
    calls: [],
    isPublic: true,
    resources: small,
    scale: "many",
  },
  {
    name: "initializer",
    summary: "Makes the streams of all events, and makes them again when they are lost.",
    contracts: [],
    stores: ["nats"],
    calls: [],
    isPublic: false,
    resources: small,
    scale: "many",
  },
  {
    name: "pictures",
    summary: "Pictures of a family from Springfield.",
    contracts: [PicturesService],
    stores: [],
    calls: [],
    isPublic: true,
    resources: small,
    scale: "many",
  },
  {
    name: "places",
    summary: "Places of the world: by name, by time zone, by coordinates.",
    contracts: [PlacesService],
    stores: [],
    calls: [],
    isPublic: true,
    resources: large,
    scale: "many",
  },
  {
    name: "ports",
    summary: "Sea ports, loaded from a file of any size.",
    contracts: [PortsService],
    stores: [],
    calls: [],
    isPublic: true,
    resources: large,
    scale: "one",
  },
  {
    name: "students",
    summary: "Students, and the courses that they take.",
    contracts: [StudentsService, StudentEventsService, GetCourseStudents],
    stores: ["nats", "postgres", "redis"],
    calls: ["courses"],
    isPublic: true,
    resources: large,
    scale: "many",
  },
  {
    name: "users",
    summary: "Users, over gRPC and REST.",
    contracts: [UsersService, UserService],
    stores: [],
    calls: [],
    isPublic: true,
    resources: small,
    scale: "one",
  },
];

/** A store as compose and the chart run it; services find it at the setting `<NAME>_URL`. */
export interface StoreEntry {
  readonly name: StoreName;
  readonly image: string;
  /** Has the tool that makes backups, where the store's own image has none. */
  readonly backupImage?: string;
  readonly port: number;
  /** Whether the services that use it can do without. */
  readonly isOptional: boolean;
}

/** All stores, by name. */
export const stores: readonly StoreEntry[] = [
  { name: "mongo", image: "docker.io/library/mongo:8.0.13", port: 27_017, isOptional: false },
  {
    name: "nats",
    image: "docker.io/library/nats:2.15.2-alpine",
    backupImage: "docker.io/natsio/nats-box:0.18.0",
    port: 4222,
    isOptional: false,
  },
  { name: "postgres", image: "docker.io/library/postgres:17.6-bookworm", port: 5432, isOptional: false },
  { name: "redis", image: "docker.io/library/redis:7.4.6-bookworm", port: 6379, isOptional: true },
];

/** The same in every container: the chassis' defaults for a machine of one's own, but for what a cluster needs. */
export const ports = { http: 8080, admin: 8081 } as const;

/** The Vault that Secrets of all environments come from. */
export const vault = "https://vault.example.com";

/** A place where Argo CD keeps the fleet as the repository says, in the namespace `flotilla-<name>`. */
export interface Environment {
  readonly name: string;
  /** What runs there: the tag of a release, or a range of versions, of which the newest tag is taken. */
  readonly release: string;
}

/** All environments. To release into production is to change its tag here. */
export const environments: readonly Environment[] = [
  { name: "dev", release: ">=0.0.0-0" },
  { name: "prod", release: "v0.1.0" },
];
