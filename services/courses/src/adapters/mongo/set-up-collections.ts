import type { Logger } from "@flotilla/chassis";
import { type Db, MongoServerError } from "mongodb";
import { type Collections, isUnset } from "./collections.ts";
import { toFolded } from "./course-document.ts";
import { courseValidator } from "./course-validator.ts";

const namespaceExists = 48;
/** Of a server that does not know the command, such as one that only speaks the protocol. */
const commandNotFound = 59;

/** Makes what is missing in the database. */
export async function setUpCollections(collections: Collections, log: Pick<Logger, "info" | "warn">): Promise<void> {
  await setUpValidator(collections.courses.db, log);
  await createIndexes(collections);
  const adopted = await adoptOldCourses(collections);
  if (adopted > 0) log.info({ adopted }, "courses of older writers can be searched now");
}

/** Documents that are wrong already may stay so (`moderate`): older writers linked courses with too many students. */
async function setUpValidator(db: Db, log: Pick<Logger, "warn">): Promise<void> {
  const rules = { validator: courseValidator, validationLevel: "moderate", validationAction: "error" } as const;
  try {
    await db.createCollection("courses", rules).catch((thrown) => {
      if (!hasCode(thrown, namespaceExists)) throw thrown;
      return db.command({ collMod: "courses", ...rules });
    });
  } catch (err) {
    if (!hasCode(err, commandNotFound)) throw err;
    log.warn({ err }, "the server takes no validator: it keeps whatever courses it is given");
  }
}

async function createIndexes({ courses, published, keys }: Collections): Promise<void> {
  await courses.createIndexes([
    { key: { student_ids: 1 } },
    { key: { "folded.discipline": 1, _id: 1 } },
    { key: { "folded.teacher": 1, _id: 1 } },
    { key: { kind: 1, _id: 1 } },
    { key: { pending_since: 1 }, partialFilterExpression: { pending_since: { $exists: true } } },
    { key: { "outbox.id": 1 }, sparse: true },
    { key: { "answers.id": 1 }, sparse: true },
    { key: { "answers.kept_at": 1 }, sparse: true },
    { key: { removed_at: 1 }, sparse: true },
  ]);
  await published.createIndexes([{ key: { published_at: 1 } }, { key: { subject: 1, epoch: 1 } }]);
  await keys.createIndex({ kept_until: 1 });
}

async function adoptOldCourses({ courses }: Collections): Promise<number> {
  let adopted = 0;
  for await (const document of courses.find({ folded: isUnset })) {
    const isStillOld = { _id: document._id, folded: isUnset };
    const { modifiedCount } = await courses.updateOne(isStillOld, { $set: { folded: toFolded(document) } });
    adopted += modifiedCount;
  }
  return adopted;
}

function hasCode(thrown: unknown, code: number): boolean {
  return thrown instanceof MongoServerError && thrown.code === code;
}
