/** The shapes of REST that only utxo ledgers have. */
import { z } from "@hono/zod-openapi";

const decimal = z.string().regex(/^\d+$/);
const hash = z.string();

/** Scripts and witness items are 0x hex. Value, address and kind are null where the spent output is not indexed. */
export const UtxoInputView = z.object({
  /** Null in a coinbase. */
  previousHash: hash.nullable(),
  previousIndex: z.number().int().nullable(),
  address: z.string().nullable(),
  value: decimal.nullable(),
  kind: z.string().nullable(),
  coinbase: z.boolean(),
  script: z.string(),
  witness: z.array(z.string()),
  sequence: z.number().int(),
});

export const UtxoOutputView = z.object({
  index: z.number().int(),
  value: decimal,
  /** Null where its kind of script has none. */
  address: z.string().nullable(),
  kind: z.string(),
  script: z.string(),
  /** The input that spends it in the canonical chain; null while none does that is indexed. */
  spentBy: z.object({ hash, index: z.number().int() }).nullable(),
});

export type UtxoInputView = z.infer<typeof UtxoInputView>;
export type UtxoOutputView = z.infer<typeof UtxoOutputView>;
