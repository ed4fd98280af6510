import type { Migration } from "@flotilla/chassis/sql";

/**
 * Courses, with their kind and their links as JSON in their row, and which of them are linked with a student now. `version`
 * makes a save a compare-and-set; the folded columns are what filters look into. `courses/2` takes the names from links.
 */
export const courseMigrations: readonly Migration[] = [
  {
    name: "courses/1",
    sql: `
      create table course (
        id text primary key,
        name text not null,
        description text not null,
        discipline text not null,
        teacher text not null,
        kind text not null,
        details text not null,
        folded_name text not null,
        folded_discipline text not null,
        folded_teacher text not null,
        version text not null,
        links text not null
      ) strict, without rowid;
      create index course_discipline on course (folded_discipline, id);
      create index course_teacher on course (folded_teacher, id);
      create index course_kind on course (kind, id);
      create table course_student (
        student_id text,
        course_id text,
        primary key (student_id, course_id)
      ) strict, without rowid;`,
  },
  {
    name: "courses/2",
    sql: `
      update course set links = (
        select json_group_array(
          json_array(value ->> 'id', value ->> 'version', value ->> 'isPresent') order by key
        ) from json_each(links)
      );`,
  },
];
