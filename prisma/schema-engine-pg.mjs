/** Postgres for the stand-in schema engine: the pg adapter with what migrations need and it gets wrong put right. */
import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";

/** Postgres's one-byte catalogue type "char", which the adapter does not know, and `text`, which it does. */
const OID_CHAR = 18;
const OID_TEXT = 25;

export async function asAdmin(url, statement) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export const quoted = (name) => `"${name.replaceAll('"', '""')}"`;

/** The server's own database, and the name of the one that the URL means. */
export function adminOf(url) {
  const admin = new URL(url);
  const name = decodeURIComponent(admin.pathname.slice(1));
  admin.pathname = "/postgres";
  admin.searchParams.delete("schema");
  return { url: admin.toString(), name };
}

/** The schema describer wants "char" columns reported as characters. */
function reportChars(adapter) {
  let prototype = adapter;
  while (!Object.hasOwn(prototype, "queryRaw")) prototype = Object.getPrototypeOf(prototype);
  if (prototype.reportsChars) return adapter;
  const { queryRaw } = prototype;
  prototype.reportsChars = true;
  prototype.queryRaw = async function (query) {
    let chars = [];
    const performIO = async (io) => {
      const answer = await this.performIO(io);
      chars = answer.fields.flatMap((field, index) => (field.dataTypeID === OID_CHAR ? [index] : []));
      const fields = answer.fields.map((field) =>
        field.dataTypeID === OID_CHAR ? { ...field, dataTypeID: OID_TEXT } : field,
      );
      return { ...answer, rows: answer.rows, rowCount: answer.rowCount, fields };
    };
    const result = await queryRaw.call(Object.create(this, { performIO: { value: performIO } }), query);
    for (const index of chars) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return adapter;
}

export class MigrationPg extends PrismaPg {
  #url;
  #schema;

  constructor(url, schema) {
    super({ connectionString: url }, { schema });
    this.#url = url;
    this.#schema = schema;
  }

  async connect() {
    return reportChars(await super.connect());
  }

  /** The adapter's own would replay migrations on the real database, and drop the shadow before closing it. */
  async connectToShadowDb() {
    const name = `prisma_migrate_shadow_db_${randomUUID()}`;
    await asAdmin(this.#url, `create database ${quoted(name)}`);
    const shadow = new URL(this.#url);
    shadow.pathname = `/${name}`;
    const adapter = await new MigrationPg(shadow.toString(), this.#schema).connect();
    const dispose = adapter.dispose.bind(adapter);
    adapter.dispose = async () => {
      await dispose();
      await asAdmin(this.#url, `drop database if exists ${quoted(name)} with (force)`);
    };
    return adapter;
  }
}
