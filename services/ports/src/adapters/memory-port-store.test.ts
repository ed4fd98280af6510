import { createMemoryStore } from "../../test/owned-stores.ts";
import { portStoreSuite } from "../../test/port-store.suite.ts";

portStoreSuite("MemoryPortStore", createMemoryStore);
