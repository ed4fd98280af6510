import { startHaproxy } from "@flotilla/testkit";
import { proxySuite } from "./proxy.suite.ts";

proxySuite("haproxy", startHaproxy);
