import { studentStoreSuite } from "../../test/student-store.suite.ts";
import { MemoryStudentStore } from "./memory-student-store.ts";

studentStoreSuite("MemoryStudentStore", async () => ({
  store: new MemoryStudentStore(),
  [Symbol.asyncDispose]: async () => undefined,
}));
