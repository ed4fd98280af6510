import type { Migration } from "@flotilla/chassis/sql";

/**
 * Students, with their links as JSON in their row, and which of them are linked with a course now. `version` makes a save
 * a compare-and-set; `searched` has the folded names.
 */
export const studentMigrations: readonly Migration[] = [
  {
    name: "students/1",
    sql: {
      postgres: `
        create table student (
          id text collate "C" primary key,
          name text not null,
          first_name text not null,
          last_name text not null,
          searched text not null,
          version text not null,
          links text not null
        ) with (fillfactor = 80);
        create unique index u_constraint on student (name, first_name, last_name);
        create table student_course (
          course_id text collate "C",
          student_id text collate "C",
          primary key (course_id, student_id)
        );`,
      sqlite: `
        create table student (
          id text primary key,
          name text not null,
          first_name text not null,
          last_name text not null,
          searched text not null,
          version text not null,
          links text not null
        ) strict, without rowid;
        create unique index u_constraint on student (name, first_name, last_name);
        create table student_course (
          course_id text,
          student_id text,
          primary key (course_id, student_id)
        ) strict, without rowid;`,
    },
  },
];
