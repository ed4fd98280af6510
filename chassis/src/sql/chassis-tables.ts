import type { Migration } from "./migration.ts";

/**
 * The tables of outbox, inbox, kept answers and stale names: what a service with events puts before its own migrations. Few
 * indexes, since each event pays for them twice: what waits is found by a partial one, which is nearly always empty.
 */
export const chassisTables: readonly Migration[] = [
  {
    name: "chassis/1",
    sql: {
      sqlite: `
        create table outbox_event (
          position integer primary key autoincrement,
          id text not null unique,
          aggregate text not null,
          subject text not null,
          data blob not null,
          headers text not null,
          recorded_ms integer not null,
          published_ms integer,
          epoch text not null default ''
        ) strict;
        create index outbox_event_pending on outbox_event (position) where published_ms is null;
        create index outbox_event_published on outbox_event (subject, epoch) where published_ms is not null;
        create table outbox_lease (
          name text primary key, holder text not null, until_ms integer not null
        ) strict, without rowid;
        create table inbox_message (
          consumer text not null, id text not null, received_ms integer not null, primary key (consumer, id)
        ) strict, without rowid;
        create table kept_answer (
          id text primary key, hash text not null, answer blob, leased_until_ms integer not null, kept_until_ms integer not null
        ) strict, without rowid;
        create table stale_name (position integer primary key autoincrement, name text not null) strict;`,
      postgres: `
        create table outbox_event (
          id text primary key,
          position bigint not null generated always as identity,
          aggregate text not null,
          subject text not null,
          data bytea not null,
          headers text not null,
          recorded_ms bigint not null,
          published_ms bigint,
          epoch text not null default ''
        ) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
        create index outbox_event_pending on outbox_event (position) where published_ms is null;
        create index outbox_event_published on outbox_event (subject, epoch) where published_ms is not null;
        create index outbox_event_recorded on outbox_event using brin (recorded_ms);
        create table outbox_lease (name text primary key, holder text not null, until_ms bigint not null);
        create table inbox_message (
          consumer text not null, id text not null, received_ms bigint not null, primary key (consumer, id)
        );
        create index inbox_message_received on inbox_message using brin (received_ms);
        create table kept_answer (
          id text primary key, hash text not null, answer bytea, leased_until_ms bigint not null, kept_until_ms bigint not null
        );
        create index kept_answer_until on kept_answer (kept_until_ms);
        create table stale_name (position bigint primary key generated always as identity, name text not null);`,
    },
  },
];
