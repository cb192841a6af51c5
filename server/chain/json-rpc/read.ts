/** Reads JSON-RPC's values (Ethereum execution APIs: data and quantities in hex) and names the path of what is wrong. */
import { fromHex } from "#server/lib/bytes";
import { DecodeError } from "../errors";

export type JsonObject = Readonly<Record<string, unknown>>;

function wrong(path: string, expected: string, met: unknown): DecodeError {
  const text = met === undefined ? "nothing" : (JSON.stringify(met) ?? String(met));
  return new DecodeError(
    "wrongJson",
    `${path}: expected ${expected}, met ${text.length > 80 ? `${text.slice(0, 80)}…` : text}`,
  );
}

export function asObject(value: unknown, path: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(path, "an object", value);
  return { ...value };
}

export function asArray(value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) throw wrong(path, "a list", value);
  return value;
}

/** One object's fields, by name. */
export class Fields {
  constructor(
    readonly json: JsonObject,
    readonly path: string,
  ) {}

  has(name: string): boolean {
    return this.json[name] !== undefined && this.json[name] !== null;
  }

  data(name: string, length?: number): Uint8Array {
    return asData(this.json[name], `${this.path}.${name}`, length);
  }

  /** Null where it is absent or null. */
  dataOrNull(name: string, length?: number): Uint8Array | null {
    return this.has(name) ? this.data(name, length) : null;
  }

  quantity(name: string): bigint {
    const value = this.json[name];
    if (typeof value !== "string" || !/^0x[0-9a-fA-F]{1,64}$/.test(value))
      throw wrong(`${this.path}.${name}`, "a quantity (0x and 1 to 64 hex digits)", value);
    return BigInt(value);
  }

  quantityOrNull(name: string): bigint | null {
    return this.has(name) ? this.quantity(name) : null;
  }

  /** @throws DecodeError integerTooLarge */
  number(name: string): number {
    const value = this.quantity(name);
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw new DecodeError(
        "integerTooLarge",
        `${this.path}.${name}: ${value}, expected at most ${Number.MAX_SAFE_INTEGER}`,
      );
    return Number(value);
  }

  list(name: string): unknown[] {
    return asArray(this.json[name], `${this.path}.${name}`);
  }
}

export function fieldsOf(value: unknown, path: string): Fields {
  return new Fields(asObject(value, path), path);
}

export function asData(value: unknown, path: string, length?: number): Uint8Array {
  if (typeof value !== "string" || !/^0x([0-9a-fA-F]{2})*$/.test(value))
    throw wrong(path, "data (0x and hex digits, two for each byte)", value);
  const bytes = fromHex(value);
  if (length !== undefined && bytes.length !== length) throw wrong(path, `${length} bytes`, value);
  return bytes;
}
