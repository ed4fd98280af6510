// `npm run image:test`: the image as it is built here, looked at file by file and run by a real Docker daemon.
import { join } from "node:path";
import { after, before, describe } from "node:test";
import { buildImage } from "../build-image.ts";
import { type Docker, openDocker } from "../docker.ts";
import { contentScenarios } from "./contents.ts";
import { documentScenarios } from "./documents.ts";
import { programScenarios, surroundingScenarios } from "./programs.ts";
import { runScenarios } from "./running.ts";
import { serviceScenarios } from "./serving.ts";

const root = join(import.meta.dirname, "../../..");
const places = { dist: process.env["DIST"] ?? join(root, "dist"), folder: join(root, ".cache/image") };

describe("the image", () => {
  let docker: Docker | undefined;
  const image = "flotilla:test";

  before(async () => {
    docker = await openDocker(process.env);
    await buildImage(docker, { ...places, image });
  });
  after(() => docker?.[Symbol.asyncDispose]());

  contentScenarios({ root, ...places, env: process.env });
  documentScenarios(places);
  runScenarios(() => ({ docker: docker!, image }));
  serviceScenarios(() => ({ docker: docker!, image }));
  surroundingScenarios(() => ({ docker: docker!, image }));
  programScenarios(() => ({ docker: docker!, image }));
});
