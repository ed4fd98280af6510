import {
  type ChassisSettings,
  type Check,
  cacheFields,
  orHost,
  postgresFields,
  queueFields,
  type Settings,
  spiffeId,
  urls,
} from "@flotilla/chassis";

/** students' own settings, alone and in the fleet. */
export const studentsFields = {
  ...postgresFields,
  ...cacheFields,
  ...queueFields,
  coursesUrl: orHost(
    urls("COURSES_URL", {
      help: "Where courses is: `http://host:port` or `https://…`, several separated by commas. Unset: in the same process, if it is there.",
      shownDefault: "–",
    }),
    { scheme: "http", host: "GRPC_COURSE_URL", port: "GRPC_COURSE_PORT", defaultPort: 50_051 },
  ),
  coursesIdentity: spiffeId("COURSES_IDENTITY", {
    help: "SPIFFE ID that the certificate of courses must have, in place of its host name.",
  }),
};

/** What {@link studentsFields} reads to. */
export type StudentsSettings = Settings<typeof studentsFields>;

/** What the settings of students alone must keep to: without a queue, its changes would never reach those courses. */
export const studentsChecks: readonly Check<ChassisSettings & StudentsSettings>[] = [
  {
    needs: ["coursesUrl", "natsUrl"],
    find: ({ coursesUrl, natsUrl }) =>
      coursesUrl.length > 0 && natsUrl === undefined ? "NATS_URL must be set, since COURSES_URL is" : undefined,
  },
];
