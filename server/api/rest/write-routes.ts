/** Handing transactions to a node, the faucet of a devnet, and proofs built from a node's raw block. */
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { proveTransaction } from "#server/chain";
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

export function addProofRoute(app: OpenAPIHono, { api, sources, crypto }: WriteOptions): void {
  const params = z.object({ hash: z.string().max(128) });
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
      const proof = proveTransaction(
        block.transactions.map(({ raw }) => raw),
        view.index,
        crypto,
      );
      if (toHex(proof.root) !== indexed.transactionsRoot.replace(/^0x/, "")) throw mismatch;
      const { blockHash, blockHeight, index } = view;
      return c.json(
        {
          kind: proof.kind,
          root: to0x(proof.root),
          key: to0x(proof.key),
          path: proof.path.map(to0x),
          blockHash,
          blockHeight,
          index,
        },
        200,
      );
    },
  );
}
