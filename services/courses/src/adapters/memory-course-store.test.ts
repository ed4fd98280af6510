import { courseStoreSuite } from "../../test/course-store.suite.ts";
import { MemoryCourseStore } from "./memory-course-store.ts";

courseStoreSuite("MemoryCourseStore", async () => ({
  store: new MemoryCourseStore(),
  [Symbol.asyncDispose]: async () => undefined,
}));
