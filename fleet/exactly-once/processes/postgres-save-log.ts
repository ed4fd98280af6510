import { Client } from "pg";
import type { Save } from "../proof/evidence.ts";
import { type SaveRow, saveColumns, toSave } from "./save-log.ts";

/** Has PostgreSQL itself write down every save of a student, in the transaction of the save. */
export class PostgresSaveLog {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async install(): Promise<void> {
    await this.#query(`
      create table public.save (
        position bigint generated always as identity, ${saveColumns.replaceAll(",", " text,")} text
      );
      create function public.note_save() returns trigger language plpgsql as $$ begin
        insert into public.save (${saveColumns})
        values (coalesce(new.id, old.id), old.version, old.links, new.version, new.links);
        return null;
      end $$;
      create trigger note_save after insert or update or delete on students.student
        for each row execute function public.note_save();`);
  }

  async read(): Promise<readonly Save[]> {
    const rows = await this.#query(`select ${saveColumns} from public.save order by position`);
    return rows.map((row) => toSave("left", row));
  }

  async #query(text: string): Promise<readonly SaveRow[]> {
    const client = new Client({ connectionString: this.#url });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query<SaveRow>(text)).rows;
    } finally {
      await client.end();
    }
  }
}
