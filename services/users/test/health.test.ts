import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createClient } from "@connectrpc/connect";
import { Health, HealthCheckResponse_ServingStatus as Serving } from "@flotilla/contract/grpc/health/v1/health";
import { assertFault, matrix } from "@flotilla/testkit";
import { createTestUsers } from "./create-test-users.ts";

describe("grpc.health.v1.Health", () => {
  matrix(
    () => createTestUsers(),
    (_, transport) => {
      const health = createClient(Health, transport);

      it("knows the process and user, and nothing else", async () => {
        for (const service of ["", "user"]) {
          assert.equal((await health.check({ service })).status, Serving.SERVING, service);
        }
        for (const service of ["user.UserService", "users", "flotilla.users.v1.UsersService"]) {
          await assertFault(health.check({ service }), { code: "not_found", message: /unknown service/ });
        }
      });
    },
    { over: ["grpc", "grpc-web"] },
  );
});
