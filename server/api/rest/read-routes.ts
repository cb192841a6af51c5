/** The reading half of REST: each route is one read model's method. */
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Api } from "../api";
import { ApiError } from "../errors";
import { absenceSentence } from "../read/absence";
import {
  AddressTransactionView,
  AddressView,
  BlockDetailView,
  BlockView,
  ListQuery,
  MempoolView,
  SearchView,
  StatusView,
  TransactionDetailView,
  TransactionView,
} from "../schema";
import { ConsensusView, NodeView } from "../schema-consensus";
import { SourceView } from "../schema-sources";
import { found, getRoute, listOf, NetworkQuery, NoParams, pageRequest } from "./routes";

const QUERY_CHARACTERS_MAX = 200;

/** Of lists that are short by nature and have one page only. */
const ShortListQuery = NetworkQuery.extend({ limit: ListQuery.shape.limit.unwrap().optional() });

const BlockId = z.object({ id: z.string().max(128).openapi({ description: "A height or a hash", example: "1" }) });
const NodeId = z.object({
  id: z.string().max(128).openapi({ description: "A node's id, as /nodes lists it", example: "alpha-1" }),
});
const Hash = z.object({ hash: z.string().max(128).openapi({ description: "64 hex digits" }) });
const AddressId = z.object({ address: z.string().max(128).openapi({ description: "As the ledger writes it" }) });

/** @throws ApiError not-found, saying where the chain ends or what is indexed of it */
async function absent(api: Api, network: string, id: string): Promise<never> {
  throw new ApiError("not-found", absenceSentence(id, await api.absence(network, id)));
}

export function addBlockRoutes(app: OpenAPIHono, api: Api): void {
  const tag = "blocks";
  app.openapi(
    getRoute({
      path: "/blocks",
      summary: "Blocks, canonical and forked, highest first",
      tag,
      query: ListQuery,
      params: NoParams,
      answer: listOf(BlockView),
    }),
    async (c) => {
      const query = c.req.valid("query");
      return c.json(await api.blocks(query.network ?? "", pageRequest(query)), 200);
    },
  );
  app.openapi(
    getRoute({
      path: "/blocks/{id}",
      summary: "One block",
      tag,
      query: NetworkQuery,
      params: BlockId,
      answer: BlockDetailView,
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const network = c.req.valid("query").network ?? "";
      return c.json((await api.block(network, id)) ?? (await absent(api, network, id)), 200);
    },
  );
  app.openapi(
    getRoute({
      path: "/blocks/{id}/transactions",
      summary: "A block's transactions, in order",
      tag,
      query: ListQuery,
      params: BlockId,
      answer: listOf(TransactionView),
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const query = c.req.valid("query");
      const network = query.network ?? "";
      const page = await api.blockTransactions(network, id, pageRequest(query));
      return c.json(page ?? (await absent(api, network, id)), 200);
    },
  );
}

export function addTransactionRoutes(app: OpenAPIHono, api: Api): void {
  const tag = "transactions";
  app.openapi(
    getRoute({
      path: "/transactions",
      summary: "Included transactions, newest first",
      tag,
      query: ListQuery,
      params: NoParams,
      answer: listOf(TransactionView),
    }),
    async (c) => {
      const query = c.req.valid("query");
      return c.json(await api.transactions(query.network ?? "", pageRequest(query)), 200);
    },
  );
  app.openapi(
    getRoute({
      path: "/transactions/{hash}",
      summary: "One transaction with its logs",
      tag,
      query: NetworkQuery,
      params: Hash,
      answer: TransactionDetailView,
    }),
    async (c) => {
      const { hash } = c.req.valid("param");
      return c.json(found(await api.transaction(c.req.valid("query").network ?? "", hash), `Transaction ${hash}`), 200);
    },
  );
  app.openapi(
    getRoute({
      path: "/mempool",
      summary: "Waiting transactions, newest first",
      tag,
      query: ListQuery,
      params: NoParams,
      answer: MempoolView,
    }),
    async (c) => {
      const query = c.req.valid("query");
      return c.json(await api.mempool(query.network ?? "", pageRequest(query)), 200);
    },
  );
}

export function addAddressRoutes(app: OpenAPIHono, api: Api): void {
  const tag = "addresses";
  app.openapi(
    getRoute({
      path: "/addresses/{address}",
      summary: "One address, with its balance as a node states it",
      tag,
      query: NetworkQuery,
      params: AddressId,
      answer: AddressView,
    }),
    async (c) => {
      const { address } = c.req.valid("param");
      return c.json(found(await api.address(c.req.valid("query").network ?? "", address), `Address ${address}`), 200);
    },
  );
  app.openapi(
    getRoute({
      path: "/addresses/{address}/transactions",
      summary: "An address's transactions, newest first",
      tag,
      query: ListQuery,
      params: AddressId,
      answer: listOf(AddressTransactionView),
    }),
    async (c) => {
      const query = c.req.valid("query");
      const { address } = c.req.valid("param");
      return c.json(await api.addressTransactions(query.network ?? "", address, pageRequest(query)), 200);
    },
  );
}

export function addNetworkRoutes(app: OpenAPIHono, api: Api): void {
  const tag = "network";
  app.openapi(
    getRoute({
      path: "/status",
      summary: "All networks, or one: heads, pace, indexed ranges",
      tag,
      query: NetworkQuery,
      params: NoParams,
      answer: StatusView,
    }),
    async (c) => {
      const { network } = c.req.valid("query");
      const one = network ? await api.networkStatus(network) : null;
      const status = await api.status();
      return c.json(one ? { ...status, networks: [one] } : status, 200);
    },
  );
  app.openapi(
    getRoute({
      path: "/sources",
      summary: "Every configured address: reachable or why not, and what it can give",
      tag,
      query: ShortListQuery,
      params: NoParams,
      answer: z.object({ items: z.array(SourceView) }),
    }),
    async (c) => {
      const { network, limit } = c.req.valid("query");
      const wanted = network ? (await api.networkStatus(network)).name : null;
      const items = (await api.sources()).filter((source) => wanted === null || source.network === wanted);
      return c.json({ items: items.slice(0, limit) }, 200);
    },
  );
  app.openapi(
    getRoute({
      path: "/nodes",
      summary: "A network's nodes",
      tag,
      query: ShortListQuery,
      params: NoParams,
      answer: z.object({ items: z.array(NodeView) }),
    }),
    async (c) => {
      const { network, limit } = c.req.valid("query");
      return c.json({ items: (await api.nodes(network ?? "")).slice(0, limit) }, 200);
    },
  );
  app.openapi(
    getRoute({
      path: "/nodes/{id}",
      summary: "One node",
      tag,
      query: NetworkQuery,
      params: NodeId,
      answer: NodeView,
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(found(await api.node(c.req.valid("query").network ?? "", id), `Node ${id}`), 200);
    },
  );
  app.openapi(
    getRoute({
      path: "/consensus",
      summary: "Who may propose, who has signed, why nothing comes",
      tag,
      query: NetworkQuery,
      params: NoParams,
      answer: ConsensusView,
    }),
    async (c) => c.json(await api.consensus(c.req.valid("query").network ?? ""), 200),
  );
  const SearchQuery = ShortListQuery.extend({
    q: z
      .string()
      .min(1)
      .max(QUERY_CHARACTERS_MAX)
      .openapi({ description: "A height, a hash, an address, a node's id or a network's name", example: "1" }),
  });
  app.openapi(
    getRoute({
      path: "/search",
      summary: "What the words name",
      tag,
      query: SearchQuery,
      params: NoParams,
      answer: SearchView,
    }),
    async (c) => {
      const { network, q, limit } = c.req.valid("query");
      const { items } = await api.search(network ?? "", q);
      const wanted = items.filter((item) => network === undefined || item.network === network);
      return c.json({ items: wanted.slice(0, limit) }, 200);
    },
  );
}
