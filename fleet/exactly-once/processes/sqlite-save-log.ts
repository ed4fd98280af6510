import { DatabaseSync } from "node:sqlite";
import type { Side } from "@flotilla/chassis/relation";
import type { Save } from "../proof/evidence.ts";
import { type SaveRow, saveColumns, toSave } from "./save-log.ts";

/** Has SQLite itself write down every save of a table's records, in the transaction of the save. */
export class SqliteSaveLog {
  readonly #file: string;
  readonly #table: string;
  readonly #side: Side;

  constructor(file: string, table: string, side: Side) {
    this.#file = file;
    this.#table = table;
    this.#side = side;
  }

  install(): void {
    using database = this.#open();
    const note = (event: string, values: string) => `
      create trigger note_${event} after ${event} on ${this.#table} begin
        insert into save (${saveColumns}) values (${values});
      end;`;
    database.exec(`
      create table save (position integer primary key, ${saveColumns.replaceAll(",", " text,")} text);
      ${note("insert", "new.id, null, null, new.version, new.links")}
      ${note("update", "new.id, old.version, old.links, new.version, new.links")}
      ${note("delete", "old.id, old.version, old.links, null, null")}`);
  }

  read(): readonly Save[] {
    using database = this.#open();
    const rows = database.prepare(`select ${saveColumns} from save order by position`).all();
    return rows.map((row) => toSave(this.#side, row as unknown as SaveRow));
  }

  #open(): DatabaseSync {
    return new DatabaseSync(this.#file, { timeout: 20_000 });
  }
}
