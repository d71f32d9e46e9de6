import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Sql } from "../../src/actor/core/platform.ts";

/** An SQLite table: its definition and its rows. */
export interface StoredTable {
  readonly name: string;
  readonly sql: string;
  readonly rows: readonly Readonly<Record<string, string | number | null>>[];
}

/** The SQLite of an object in memory. `save` commits the writes, `undo` rolls them back. */
export class Disk {
  #db = new DatabaseSync(":memory:");
  readonly #statements = new Map<string, StatementSync>();
  #writing = false;

  /** Whether there are uncommitted writes. */
  get isUnsaved(): boolean {
    return this.#writing;
  }

  readonly exec: Sql["exec"] = (query, ...bound) => {
    if (!query.startsWith("SELECT")) this.begin();
    const rows = this.#statement(query).all(...bound);
    const written = query.startsWith("INSERT") ? 1 : query.startsWith("CREATE") ? 2 : 0;
    return { toArray: () => rows as never, rowsRead: rows.length, rowsWritten: written };
  };

  /** Begins a transaction. */
  begin(): void {
    if (this.#writing) return;
    this.#writing = true;
    this.#statement("BEGIN").run();
  }
  save(): void {
    this.#end("COMMIT");
  }
  undo(): void {
    this.#end("ROLLBACK");
  }
  /** All tables. */
  tables(): readonly StoredTable[] {
    const named = this.#db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all();
    return named.map(({ name, sql }) => ({
      name: String(name),
      sql: String(sql),
      rows: this.#db.prepare(`SELECT * FROM ${name}`).all() as StoredTable["rows"],
    }));
  }
  /** Adds `tables` to the existing ones. */
  fill(tables: readonly StoredTable[]): void {
    for (const { name, sql, rows } of tables) {
      this.#db.exec(sql);
      for (const row of rows) {
        const places = Object.keys(row).map(() => "?");
        this.#db
          .prepare(`INSERT INTO ${name} (${Object.keys(row)}) VALUES (${places})`)
          .run(...Object.values(row));
      }
    }
  }
  /** Replaces the latest `count` rows of the log by the results of `spoil`. Uncommitted writes are rolled back. */
  damage(count: number, spoil: (row: string) => string): void {
    this.undo();
    if (!this.tables().some(({ name }) => name === "log")) return;
    const rows = this.#db.prepare("SELECT seq, row FROM log ORDER BY seq DESC LIMIT ?").all(count);
    const put = this.#db.prepare("UPDATE log SET row = ? WHERE seq = ?");
    for (const { seq, row } of rows) put.run(spoil(String(row)), Number(seq));
  }
  /** Deletes everything. */
  wipe(): void {
    this.undo();
    this.#statements.clear();
    this.#db.close();
    this.#db = new DatabaseSync(":memory:");
  }

  #end(how: "COMMIT" | "ROLLBACK"): void {
    if (this.#writing) this.#statement(how).run();
    this.#writing = false;
  }

  #statement(query: string): StatementSync {
    const known = this.#statements.get(query);
    if (known) return known;
    const statement = this.#db.prepare(query);
    this.#statements.set(query, statement);
    return statement;
  }
}
