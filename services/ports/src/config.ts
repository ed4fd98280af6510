import { fileURLToPath } from "node:url";
import { choice, type Settings, text } from "@flotilla/chassis";

const bundledFile = fileURLToPath(new URL("../data/ports.json", import.meta.url));

/** ports' own settings, alone and in the fleet. */
export const portsFields = {
  portsFile: text("PORTS_FILE", {
    fallback: bundledFile,
    help: "File loaded at start, unless the store holds it already: an object keyed by UN/LOCODE, or one port per line.",
    shownDefault: "the bundled file",
  }),
  portsStore: choice("PORTS_STORE", ["sqlite", "memory"], {
    fallback: "sqlite",
    help: "Where ports are kept: `DATA_DIR/ports.sqlite`, or memory until the process ends.",
  }),
};

/** What {@link portsFields} reads to. */
export type PortsSettings = Settings<typeof portsFields>;
