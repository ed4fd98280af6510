// Builds the index and writes its bytes to standard output; a program of its own, since building takes ten times the
// memory of serving.
import { packIndex } from "../gazetteer-index/index-file.ts";
import { indexStamp } from "../gazetteer-index/index-stamp.ts";
import { buildColumns } from "./build-columns.ts";
import { readCities } from "./read-cities.ts";
import { patchZones, readZonePatches } from "./zone-patches.ts";

process.stdout.write(packIndex(indexStamp, buildColumns(patchZones(readCities(), readZonePatches()))));
