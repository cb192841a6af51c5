/** Handing transactions to a node, the faucet of a devnet, and proofs built from a node's raw block. */
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { decodeUtxoTransaction, proveTransaction, proveUtxoTransaction } from "#server/chain";
import { fromHex, to0x, toHex } from "#server/lib/bytes";
import type { Crypto } from "#server/lib/crypto";
import type { Api } from "../api";
import { ApiError } from "../errors";
import { parseAddress } from "../format";
import { FaucetView, ProofView, SubmittedView } from "../schema";
import type { Sources } from "../sources";
import { found, getRoute, NetworkQuery, postRoute } from "./routes";

/** Half of a body's limit, in hex digits. */
const RAW_DIGITS_MAX = 60 * 1024;

/** Null: the network has none. Throws ApiError or a node's error. */
export type Faucet = (network: string, address: string) => Promise<{ hash: string; amount: string } | null>;

export interface WriteOptions {
  readonly api: Api;
  readonly sources: Sources;
  readonly faucet: Faucet;
  readonly crypto: Crypto;
}

const SubmitBody = z.object({
  raw: z
    .string()
    .regex(/^0x([0-9a-fA-F]{2})+$/, "expected 0x and hex digits, two for each byte")
    .max(RAW_DIGITS_MAX)
    .openapi({ description: "The signed transaction as the chain serialises it" }),
  ack: z.enum(["received", "committed"]).default("received"),
});

export function addSubmitRoutes(app: OpenAPIHono, { api, sources, faucet }: WriteOptions): void {
  app.openapi(
    postRoute({
      path: "/transactions",
      summary: "Hand over a signed transaction",
      tag: "transactions",
      body: SubmitBody,
      answer: SubmittedView,
    }),
    async (c) => {
      const { raw, ack } = c.req.valid("json");
      const network = await api.networkStatus(c.req.valid("query").network ?? "");
      if (!network.live) throw new ApiError("read-only-source", `${network.name} is a recording.`);
      const { hash, block } = await sources.submit(network.name, fromHex(raw), ack);
      return c.json({ hash: to0x(hash), block: block ? { height: block.height, hash: to0x(block.hash) } : null }, 202);
    },
  );
  app.openapi(
    postRoute({
      path: "/faucet",
      summary: "Test money, on a devnet",
      tag: "transactions",
      body: z.object({ address: z.string().max(128) }),
      answer: FaucetView,
    }),
    async (c) => {
      const { address } = c.req.valid("json");
      const network = await api.networkStatus(c.req.valid("query").network ?? "");
      const paid = await faucet(network.name, to0x(parseAddress(address)));
      if (!paid) throw new ApiError("faucet-unavailable", `${network.name} is not a devnet of this machine.`);
      return c.json(paid, 202);
    },
  );
}

type Proof = Pick<z.infer<typeof ProofView>, "kind" | "root" | "key" | "path">;

function proveAccount(raws: Uint8Array[], index: number, crypto: Crypto): Proof {
  const { kind, root, key, path } = proveTransaction(raws, index, crypto);
  return { kind, root: to0x(root), key: to0x(key), path: path.map(to0x) };
}

/** The key is the transaction's hash; the path leads from it up to the root, sides as the index's bits say. */
function proveUtxo(raws: readonly Uint8Array[], index: number, crypto: Crypto): Proof {
  const hashes = raws.map((raw) => decodeUtxoTransaction(raw, crypto).hash);
  const { kind, root, hash, path } = proveUtxoTransaction(hashes, index, crypto);
  return { kind, root: toHex(root), key: toHex(hash), path: path.map(toHex) };
}

export function addProofRoute(app: OpenAPIHono, { api, sources, crypto }: WriteOptions): void {
  const params = z.object({ hash: z.string().max(128).openapi({ description: "64 hex digits" }) });
  app.openapi(
    getRoute({
      path: "/transactions/{hash}/proof",
      summary: "A proof that it stands in its block",
      tag: "transactions",
      query: NetworkQuery,
      params,
      answer: ProofView,
    }),
    async (c) => {
      const name = c.req.valid("query").network ?? "";
      const { hash } = c.req.valid("param");
      const view = found(await api.transaction(name, hash), `Transaction ${hash}`);
      if (view.blockHash === null || view.blockHeight === null || view.index === null)
        throw new ApiError("not-included", "Only a transaction in a block can be proved.");
      const block = await sources.block(view.network, fromHex(view.blockHash));
      if (!block) throw new ApiError("proof-unavailable", "The network's source does not hold the block.");
      const indexed = found(await api.block(view.network, view.blockHash), `Block ${view.blockHash}`);
      // A source that gives other transactions than were indexed proves nothing.
      const mismatch = new ApiError("proof-unavailable", "The source's block does not match its transactions root.");
      if (view.index >= block.transactions.length) throw mismatch;
      const raws = block.transactions.map(({ raw }) => raw);
      const proof =
        view.ledger === "utxo" ? proveUtxo(raws, view.index, crypto) : proveAccount(raws, view.index, crypto);
      if (proof.root !== indexed.transactionsRoot) throw mismatch;
      const { blockHash, blockHeight, index } = view;
      return c.json({ ...proof, blockHash, blockHeight, index }, 200);
    },
  );
}
