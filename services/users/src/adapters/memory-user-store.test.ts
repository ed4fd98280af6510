import { createMemoryStore } from "../../test/owned-stores.ts";
import { userStoreSuite } from "../../test/user-store.suite.ts";

userStoreSuite("MemoryUserStore", createMemoryStore);
