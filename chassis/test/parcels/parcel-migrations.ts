import type { Migration } from "@flotilla/chassis/sql";

/** Parcels, and how many went to each city. */
export const parcelMigrations: readonly Migration[] = [
  {
    name: "parcels/1",
    sql: {
      sqlite: `
        create table parcel (id text primary key, city text not null) strict, without rowid;
        create table city (name text primary key, parcels integer not null) strict, without rowid;`,
      postgres: `
        create table parcel (id text primary key, city text not null);
        create table city (name text primary key, parcels bigint not null);`,
    },
  },
];
