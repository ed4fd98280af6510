// What ships logs is held to the logs: the fields that it names are those of a real line, and its files are what their
// programs' parsers take, as far as that can be told without them.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, matchesGlob } from "node:path";
import { after, before, describe, it } from "node:test";
import { type LogLine, type StartedService, startService } from "@flotilla/testkit/start-service";
import { parse } from "yaml";

interface FluentBitPart {
  readonly name: string;
  readonly [setting: string]: unknown;
}

interface FluentBitFile {
  readonly pipeline: {
    readonly inputs: readonly FluentBitPart[];
    readonly filters: readonly FluentBitPart[];
    readonly outputs: readonly FluentBitPart[];
  };
}

const read = (path: string) => readFileSync(join(import.meta.dirname, path), "utf8");
/** Values of a setting in Fluent Bit's classic format, in their order. */
const readClassic = (text: string, setting: string) =>
  [...text.matchAll(new RegExp(`^ +${setting} +(.+)$`, "gm"))].map(([, value]) => value!);
const readFluentBit = (path: string): FluentBitFile => parse(read(path));

describe("a line of the log", () => {
  let hello: StartedService;
  let line: LogLine;
  before(async () => {
    hello = await startService("hello");
    await fetch(hello.url);
    line = await hello.waitForLog(({ msg }) => msg === "call");
  });
  after(() => hello?.[Symbol.asyncDispose]());

  it("has the fields that Fluent Bit makes labels and metadata of", () => {
    const [loki] = readFluentBit("fluent-bit/fluent-bit.yaml").pipeline.outputs;
    const named = [...String(loki!["label_keys"]).split(","), ...String(loki!["structured_metadata"]).split(",")];
    const fields = named.map((one) => one.replace(/^.*\$/, "")).filter((name) => name !== "container");
    assert.deepEqual(fields, ["level", "trace_id", "span_id"]);
    for (const field of fields) assert.equal(typeof line[field], "string", field);
  });

  it("does not call anything as Fluent Bit calls the container, which would take its place", () => {
    const rename = readFluentBit("fluent-bit/fluent-bit.yaml").pipeline.filters.find(({ name }) => name === "modify");
    assert.equal(rename?.["rename"], "com.docker.compose.service container");
    assert.ok(!("container" in line) && "service" in line);
  });

  it("leads from Grafana to its trace", () => {
    const { datasources } = parse(read("../monitoring/grafana/datasources/datasources.yaml"));
    const loki = datasources.find(({ type }: { type: string }) => type === "loki");
    const [{ matcherRegex }] = loki.jsonData.derivedFields;
    const [, traceId] = new RegExp(matcherRegex).exec(JSON.stringify(line)) ?? [];
    assert.equal(traceId, line["trace_id"]);
  });

  it("has a time that parsers can read", () => {
    assert.match(String(line["time"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it("has the fields that Filebeat renames", () => {
    const [input] = parse(read("beats/filebeat.yml"))["filebeat.inputs"];
    const rename = input.processors.find((processor: object) => "rename" in processor).rename;
    const fields: readonly string[] = rename.fields.map(({ from }: { from: string }) => from.replace("flotilla.", ""));
    // An error is told of calls that failed only.
    for (const field of fields.filter((name) => name !== "error")) assert.ok(field in line, field);
  });
});

describe("the ways of logs", () => {
  const files = ["fluent-bit/fluent-bit.yaml", "kafka/to-kafka.yaml", "kafka/from-kafka.yaml"];
  for (const path of files) {
    it(`are whole in ${path}: what is read is filtered and sent`, () => {
      const { inputs, filters, outputs } = readFluentBit(path).pipeline;
      const tags = inputs.map(({ tag }) => tag);
      assert.deepEqual(tags, ["containers"]);
      assert.ok([...filters, ...outputs].every(({ match }) => match === tags[0]));
      assert.ok(outputs.every(({ retry_limit: limit }) => limit === "no_limits"));
    });
  }

  it("are open in a cluster to the fleet's pods wherever they are, by their label, and to no others", () => {
    const { inputs, filters, outputs } = parse(read("fluent-bit/values.yaml")).config;
    const [path] = readClassic(inputs, "Path");
    for (const namespace of ["flotilla", "flotilla-dev", "flotilla-prod", "elsewhere"]) {
      assert.ok(matchesGlob(`/var/log/containers/hello-5d8c9-x7k2p_${namespace}_hello-0a1b.log`, path!), namespace);
    }
    const given = read("../chart/flotilla/templates/_names.tpl");
    const [, label, value] = /^(app\.kubernetes\.io\/part-of): (\w+)$/m.exec(given)!;
    assert.deepEqual(readClassic(filters, "Regex"), [`$kubernetes['labels']['${label}'] ^${value}$`]);
    assert.deepEqual(readClassic(filters, "Name"), ["kubernetes", "grep", "nest", "modify"]);
    assert.deepEqual(readClassic(filters, "Labels"), ["On"]);
    assert.match(readClassic(outputs, "Remove_Keys")[0]!, /(^|,)labels(,|$)/);
  });

  it("are not fed by what reads and keeps them", () => {
    const { inputs } = parse(read("fluent-bit/values.yaml")).config;
    const excluded = readClassic(inputs, "Exclude_Path").flatMap((paths) => paths.split(","));
    const own = "/var/log/containers/fluent-bit-x7k2p_monitoring_fluent-bit-0a1b.log";
    assert.ok(excluded.some((pattern) => matchesGlob(own, pattern)));
  });

  it("parse with parsers that are there", () => {
    const { parsers }: { parsers: readonly { name: string }[] } = parse(read("fluent-bit/parsers.yaml"));
    const known = new Set(parsers.map(({ name }) => name));
    for (const path of files.slice(0, 2)) {
      const { inputs, filters } = readFluentBit(path).pipeline;
      const used = [...inputs, ...filters].flatMap(({ parser }) => (parser === undefined ? [] : [String(parser)]));
      assert.deepEqual(used, ["container_line", "service_line"]);
      assert.ok(used.every((name) => known.has(name)));
    }
  });

  it("meet in one topic of Kafka, and end in the same labels", () => {
    const [to] = readFluentBit("kafka/to-kafka.yaml").pipeline.outputs;
    const from = readFluentBit("kafka/from-kafka.yaml").pipeline;
    assert.deepEqual([to!["topics"], to!["brokers"]], [from.inputs[0]!["topics"], from.inputs[0]!["brokers"]]);
    const [direct] = readFluentBit("fluent-bit/fluent-bit.yaml").pipeline.outputs;
    for (const key of ["labels", "label_keys", "structured_metadata"]) {
      assert.equal(from.outputs[0]![key], direct![key], key);
    }
  });

  it("end in a cluster in the same labels too, with the namespace beside them", () => {
    const [direct] = readFluentBit("fluent-bit/fluent-bit.yaml").pipeline.outputs;
    const { filters, outputs } = parse(read("fluent-bit/values.yaml")).config;
    assert.deepEqual(readClassic(filters, "Hard_rename"), ["namespace_name namespace", "container_name container"]);
    assert.deepEqual(readClassic(outputs, "Labels"), [direct!["labels"]]);
    assert.deepEqual(readClassic(outputs, "Label_Keys"), [`$namespace,${direct!["label_keys"]}`]);
    assert.deepEqual(readClassic(outputs, "Structured_Metadata"), [`${direct!["structured_metadata"]},pod=$pod_name`]);
  });

  it("wait in a cluster on the node's disk, as long as there is a gigabyte", () => {
    const { service, inputs, outputs } = parse(read("fluent-bit/values.yaml")).config;
    const [positions] = readClassic(inputs, "DB");
    assert.equal(dirname(readClassic(service, "storage.path")[0]!), dirname(positions!));
    assert.deepEqual(readClassic(inputs, "storage.type"), ["filesystem"]);
    assert.deepEqual(readClassic(inputs, "Mem_Buf_Limit"), []);
    assert.deepEqual(readClassic(outputs, "storage.total_limit_size"), ["1G"]);
  });

  it("end by fluentd in the same labels, and have lines of the fleet alone", () => {
    const [direct] = readFluentBit("fluent-bit/fluent-bit.yaml").pipeline.outputs;
    const [, labels] = /<label>([^<]*)<\/label>/.exec(read("fluentd/collector.conf"))!;
    assert.equal(
      labels!
        .trim()
        .split(/\s+/)
        .map((name) => `$${name}`)
        .join(","),
      direct!["label_keys"],
    );
    for (const path of globSync("fluentd/forwarder-*.conf", { cwd: import.meta.dirname })) {
      const text = read(path);
      assert.match(text, /container \$\{record\.dig\("attrs", "com\.docker\.compose\.service"\)\}/, path);
      assert.match(text, /@type grep\n {2}<regexp>\n {4}key container\n/, path);
    }
  });

  it("start with Kafka by the command that makes the secrets first", () => {
    for (const path of ["README.md", "kafka/compose.kafka.yaml"]) {
      assert.match(
        read(path),
        /npm run compose -- -f compose\.yaml -f deploy\/logging\/kafka\/compose\.kafka\.yaml up/,
      );
      assert.doesNotMatch(read(path), /docker compose -f/);
    }
  });

  it("are the same for both ways of fluentd, but for who stands by", () => {
    const [active, passive] = ["active", "passive"].map((name) =>
      read(`fluentd/forwarder-active-${name}.conf`)
        .split("\n")
        .filter((line) => !line.startsWith("#")),
    );
    const weights = (lines: readonly string[] = []) => lines.filter((line) => /^ {4}(weight|standby)/.test(line));
    assert.deepEqual(weights(active), ["    weight 50", "    weight 50"]);
    assert.deepEqual(weights(passive), ["    standby"]);
    const others = (lines: readonly string[] = []) => lines.filter((line) => !/^ {4}(weight|standby)/.test(line));
    assert.deepEqual(others(active), others(passive));
  });

  for (const path of globSync("fluentd/*.conf", { cwd: import.meta.dirname })) {
    it(`closes in ${path} what it opens`, () => {
      const open: string[] = [];
      for (const [, end, name] of read(path).matchAll(/^\s*<(\/?)(\w+)[^>]*>$/gm)) {
        if (end === "") open.push(name!);
        else assert.equal(open.pop(), name);
      }
      assert.deepEqual(open, []);
    });
  }

  it("are YAML wherever they end in it, and give no program a password", () => {
    for (const path of globSync("**/*.{yaml,yml}", { cwd: import.meta.dirname })) {
      assert.ok(parse(read(path)), path);
      assert.doesNotMatch(read(path), /password:\s*["']?[a-z0-9]/i, path);
    }
  });
});
