import { gazetteerSuite } from "../../test/gazetteer.suite.ts";
import { MemoryGazetteer } from "./memory-gazetteer.ts";

gazetteerSuite((cities) => new MemoryGazetteer(cities));
