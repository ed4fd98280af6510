// Loaded into a server before its own code (`node --import`). Descriptor 3 is a pipe that only the launcher holds: when
// the launcher is gone, however it went, the pipe ends and the server is asked to stop.
import { Socket } from "node:net";

const leash = new Socket({ fd: 3, readable: true, writable: false });
leash.once("close", () => process.kill(process.pid, "SIGTERM"));
leash.on("error", () => leash.destroy());
leash.resume();
leash.unref();
