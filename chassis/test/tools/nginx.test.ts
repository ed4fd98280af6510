import { startNginx } from "@flotilla/testkit";
import { proxySuite } from "./proxy.suite.ts";

proxySuite("nginx", startNginx);
