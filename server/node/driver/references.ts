/** A block's name, between the engine's form and the wire's. */
import type { BlockRef as WireRef } from "#proto";
import type { BlockRef } from "#server/consensus";
import { fromHex } from "#server/lib/bytes";

export const wireRef = ({ hash, height }: BlockRef): WireRef => ({ height, hash: fromHex(hash) });
