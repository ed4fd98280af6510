import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { it } from "node:test";
import { courseMigrations } from "./course-migrations.ts";
import { type CourseRow, fromCourseRow } from "./course-row.ts";

it("courses/2 takes the names from links and nothing else", () => {
  const [first, second] = courseMigrations.map(({ sql }) => sql as string);
  const links = [
    { id: 's"1', version: "0000000000000010", isPresent: true },
    { id: "s2", version: "0000000000000021", isPresent: false },
  ];
  using database = new DatabaseSync(":memory:");
  database.exec(first!);
  const insert = database.prepare(
    "insert into course values (?, 'n', 'd', 'd', 't', '', 'null', 'n', 'd', 't', 'v', ?)",
  );
  insert.run("1", JSON.stringify(links));
  insert.run("2", "[]");
  database.exec(second!);
  const rows = database.prepare("select * from course order by id").all() as unknown as readonly CourseRow[];
  assert.deepEqual(
    rows.map((row) => fromCourseRow(row).links),
    [links, []],
  );
});
