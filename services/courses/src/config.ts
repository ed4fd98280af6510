import {
  type ChassisSettings,
  type Check,
  cacheFields,
  mongoFields,
  orHost,
  queueFields,
  type Settings,
  spiffeId,
  urls,
} from "@flotilla/chassis";

/** courses' own settings, alone and in the fleet. */
export const coursesFields = {
  ...mongoFields,
  ...cacheFields,
  ...queueFields,
  studentsUrl: orHost(
    urls("STUDENTS_URL", {
      help: "Where students is: `http://host:port` or `https://…`, several separated by commas. Unset: in the same process, if it is there.",
      shownDefault: "–",
    }),
    { scheme: "http", host: "GRPC_STUDENT_URL", port: "GRPC_STUDENT_PORT", defaultPort: 50_051 },
  ),
  studentsIdentity: spiffeId("STUDENTS_IDENTITY", {
    help: "SPIFFE ID that the certificate of students must have, in place of its host name.",
  }),
};

/** What {@link coursesFields} reads to. */
export type CoursesSettings = Settings<typeof coursesFields>;

/** What the settings of courses alone must keep to: without a queue, its changes would never reach those students. */
export const coursesChecks: readonly Check<ChassisSettings & CoursesSettings>[] = [
  {
    needs: ["studentsUrl", "natsUrl"],
    find: ({ studentsUrl, natsUrl }) =>
      studentsUrl.length > 0 && natsUrl === undefined ? "NATS_URL must be set, since STUDENTS_URL is" : undefined,
  },
];
